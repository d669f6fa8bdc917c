using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pudding.KillHost;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>Agents and clients at work on a host that is killed again and again; then the trouble ends, and everything has to come to its end.</summary>
internal sealed class Campaign(int seed, int kills) : IDisposable
{
    private const int Slots = 2;

    private readonly Random _random = new(seed);
    private readonly TempFolder _folder = new();
    private readonly History _history = new();

    /// <summary>What happened, in numbers.</summary>
    public string Summary { get; private set; } = "";

    public async Task RunAsync()
    {
        using var keeper = new Keeper(_folder.Path, _history);
        using var stop = new CancellationTokenSource();
        var tale = new Tale(_history) { Slots = Slots };
        keeper.Begin();
        await keeper.OpenAsync();

        var wire = new Wire(keeper, _history);
        var leases = new Leases(_history);
        var agents = new List<Task>();
        foreach (var queues in new[] { "linux", "linux", "linux+osx", "osx", "linux+osx" })
            agents.Add(WatchAsync(new Agent(await TokenAsync(wire, queues), Slots, _random.Next(), keeper, wire, _history, leases).RunAsync(stop.Token)));
        var clients = Enumerable.Range(0, 3)
            .Select(i => WatchAsync(new Client($"client-{i}", _random.Next(), keeper, wire, _history, leases).RunAsync(stop.Token))).ToList();

        for (var kill = 0; kill < kills && !_history.Broken.IsCompleted; kill++)
        {
            await LiveAsync(keeper);
            await StartAsync(keeper, tale, keeper.Kill());
        }

        _history.Note("calm");
        keeper.IsCalm = true;
        await EndAsync("all that was enqueued is over", Task.WhenAll(clients), keeper);
        await stop.CancelAsync();
        await EndAsync("the agents have stopped", Task.WhenAll(agents), keeper);
        var book = Look(keeper.Kill(), tale, keeper.Life);
        if (book.Jobs.Count != tale.Finals)
            _history.Violate($"{tale.Finals} of {book.Jobs.Count} jobs are over.");
        Summary = string.Create(CultureInfo.InvariantCulture,
            $"Seed {seed}: {kills} kills, {book.Groups.Count} groups, {book.Jobs.Count} jobs, {tale.Claims} assignments, {tale.Events} events, {_history.Promises} promises kept; ready in {keeper.Starts[keeper.Starts.Count / 2]:F1} s, {keeper.Starts[^1]:F1} s at most.");
        Check(keeper);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Until the moment that it is killed: mostly in the midst of calls.</summary>
    private async Task LiveAsync(Keeper keeper)
    {
        var answered = keeper.AnsweredAsync(_random.Next(1, 120));
        var last = TimeSpan.FromMicroseconds(_random.Next(3000));
        await Eventually.CompletesAsync("calls are answered", Task.WhenAny(answered, _history.Broken), TimeSpan.FromMinutes(1), () => Describe(keeper));
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < last)
        {
            // A moment, finer than any timer.
        }
    }

    /// <summary>Starts it again while what it has left is looked at; in one of six lives it is killed once more before it is ready.</summary>
    private async Task StartAsync(Keeper keeper, Tale tale, string copy)
    {
        var life = keeper.Life;
        keeper.Begin();
        if (_random.Next(6) == 0)
        {
            await Task.Delay(_random.Next((int)(keeper.Starts[0] * 1000)));
            copy = keeper.Kill();
            keeper.Begin();
        }

        var opened = keeper.OpenAsync();
        Look(copy, tale, life);
        await opened;
        Check(keeper);
    }

    /// <summary>What fails at work is found, and not only when its end is waited for.</summary>
    private async Task WatchAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // It was stopped.
        }
        catch (Exception exception)
        {
            _history.Violate($"An agent or a client has failed: {exception}");
        }
    }

    private Book Look(string copy, Tale tale, int life)
    {
        var book = new Book(copy, tale, _history);
        _history.Compare(book, life);
        return book;
    }

    private async Task EndAsync(string what, Task all, Keeper keeper)
    {
        await Eventually.CompletesAsync(what, Task.WhenAny(all, _history.Broken), TimeSpan.FromMinutes(2), () => Describe(keeper));
        Check(keeper);
        await all;
    }

    private void Check(Keeper keeper) => _history.ThrowIfBroken(() => Describe(keeper));

    private string Describe(Keeper keeper) => $"Seed {seed}. The host, in life {keeper.Life}, said: {keeper.Output}\nWhat came last:\n{_history.Tail()}";

    private static async Task<string> TokenAsync(Wire wire, string queues) =>
        (await wire.AskAsync(HttpMethod.Post, $"/client/tokens/{queues}/{Slots}", default, (JsonTypeInfo<string>)JsonSerializerOptions.Web.GetTypeInfo(typeof(string))))!.Value;
}
