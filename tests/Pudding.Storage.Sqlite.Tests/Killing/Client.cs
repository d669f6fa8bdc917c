using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pudding.Jobs;
using Pudding.KillHost;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>Enqueues groups by keys, again and again until it is answered; looks after them; cancels some.</summary>
internal sealed class Client(string name, int seed, Keeper keeper, Wire wire, History history, Leases leases)
{
    private const int MostOpen = 5;

    private readonly Random _random = new(seed);
    private readonly List<(EnqueueMessage Message, GroupMessage Group)> _open = [];
    private EnqueueMessage? _unanswered;
    private int _made;

    /// <summary>Ends when it is calm and all that it has enqueued is over.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!keeper.IsCalm || _open.Count > 0 || _unanswered is not null)
        {
            if (_unanswered is not null || (!keeper.IsCalm && _open.Count < MostOpen))
                await EnqueueAsync(stop);
            else if (!keeper.IsCalm && _random.Next(10) == 0)
                await CancelAsync(stop);
            else if (_random.Next(10) == 0)
                await RepeatAsync(stop);
            else
                await LookAsync(stop);
        }
    }

    private async Task EnqueueAsync(CancellationToken stop)
    {
        if (_unanswered is null)
        {
            _unanswered = NewGroup();
            history.Note($"{name} asks for {_unanswered.Key}");
        }

        if (await PostAsync<GroupMessage>("/client/groups", _unanswered, stop) is not { } answer)
            return;
        var (message, group) = (_unanswered, answer.Value);
        List<Guid> jobs = [.. group.Jobs.Select(static job => job.Id)];
        history.Promised(answer.Life, $"{message.Key} is group {group.Id} with {jobs.Count} jobs", book =>
            book.Groups.TryGetValue(message.Key, out var found) && found.Id == group.Id && found.Jobs.SequenceEqual(jobs) && jobs.Count == message.Jobs.Count);
        if (message.FailFast)
            jobs.ForEach(leases.MayBeCancelled);
        _open.Add((message, group));
        _unanswered = null;
    }

    private async Task RepeatAsync(CancellationToken stop)
    {
        if (_open.Count == 0)
            return;
        var (message, group) = _open[_random.Next(_open.Count)];
        if (await PostAsync<GroupMessage>("/client/groups", message, stop) is { } answer
            && (answer.Value.Id != group.Id || !answer.Value.Jobs.Select(static job => job.Id).SequenceEqual(group.Jobs.Select(static job => job.Id))))
        {
            history.Violate($"{message.Key} was group {group.Id}, and is {answer.Value.Id}.");
        }
    }

    private async Task CancelAsync(CancellationToken stop)
    {
        var (message, group) = _open[_random.Next(_open.Count)];
        List<Guid> jobs = [.. group.Jobs.Select(static job => job.Id)];
        var isWhole = _random.Next(2) == 0;
        if (!isWhole)
            jobs = [jobs[_random.Next(jobs.Count)]];
        jobs.ForEach(leases.MayBeCancelled);
        history.Note($"{name} cancels {(isWhole ? message.Key : jobs[0])}");
        if (await PostAsync<object>(isWhole ? $"/client/groups/{group.Id}/cancel" : $"/client/jobs/{jobs[0]}/cancel", null, stop) is { } answer)
        {
            history.Promised(answer.Life, $"{jobs.Count} jobs of {message.Key} are to be cancelled", book =>
                jobs.TrueForAll(job => book.Jobs[job] is { IsToBeCancelled: true } or { State: JobState.Succeeded or JobState.Failed or JobState.Cancelled }));
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        var at = _random.Next(_open.Count);
        var path = $"/client/groups/{_open[at].Group.Id}?waitMs=40";
        if (await wire.AskAsync(HttpMethod.Get, path, default, TypeOf<GroupMessage>(), stop: stop) is not { } answer)
            return;
        foreach (var job in answer.Value.Jobs.Where(static job => job.State.IsFinal()))
            history.Promised(answer.Life, $"the job {job.Id} is {job.State}", book => book.Jobs[job.Id].State == job.State);
        if (answer.Value.IsOver)
            _open.RemoveAt(at);
    }

    private EnqueueMessage NewGroup() => new($"{name}-{++_made}", FailFast: _random.Next(6) == 0, [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ =>
        new JobMessage(Farm.Tenants[_random.Next(Farm.Tenants.Count)], _random.Next(3) == 0 ? "osx" : "linux", _random.Next(1, 4), _random.Next(2) * 50))]);

    private Task<Answer<T>?> PostAsync<T>(string path, EnqueueMessage? message, CancellationToken stop)
        where T : class =>
        wire.AskAsync(HttpMethod.Post, path, message is null ? default : JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web), TypeOf<T>(), stop: stop);

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)JsonSerializerOptions.Web.GetTypeInfo(typeof(T));
}
