using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Policies;

/// <summary>A farm whose loops are run on fake time exactly when a host would run them: the dispatcher when a hint comes or at the time that it gave, the policy sources
/// at theirs. It never sweeps. One worker takes what it is given and ends it when it is told to.</summary>
internal sealed class LiveFarm : IDisposable
{
    private readonly IAsyncEnumerator<StoreChange> _hints;
    private readonly List<Poll> _polls;
    private readonly int _slots;
    private readonly List<JobAssignment> _held = [];
    private readonly DateTimeOffset _began;

    public LiveFarm(Action<IPuddingBuilder>? add = null, Action<PuddingOptions>? configure = null, int slots = 10)
    {
        _slots = slots;
        Farm = new FakeFarm(
            options =>
            {
                options.SweepInterval = TimeSpan.FromDays(1);
                configure?.Invoke(options);
            },
            farm =>
            {
                add?.Invoke(farm);
                farm.DecorateStore<IJobStore>(static (_, store) => new FaultyJobStore(store));
            });
        _began = Farm.Clock.GetUtcNow();
        _hints = Farm.Get<IChangeFeed>().WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        _polls = [.. Farm.Get<IEnumerable<IHostedService>>().OfType<PolicySourceService>().Single().Readers.Select(static reader => new Poll(reader))];
    }

    public FakeFarm Farm { get; }

    public FaultyJobStore Store => (FaultyJobStore)Farm.Get<IJobStore>();

    public IPolicyClient Policies => Farm.Get<IPolicyClient>();

    /// <summary>What the worker was given, and at which second.</summary>
    public List<(JobAssignment Job, double At)> Starts { get; } = [];

    public int Held => _held.Count;

    public static PolicyChange By(string actor, double? seconds = null) =>
        new() { Actor = actor, ExpiresAfter = seconds is { } value ? TimeSpan.FromSeconds(value) : null };

    public static LiveFarm Begin(LiveFarm farm)
    {
        farm._hints.MoveNextAsync().AsTask().GetAwaiter().GetResult();
        farm.Farm.ConnectAsync("w", farm._slots, "linux", "osx").GetAwaiter().GetResult();
        return farm;
    }

    public async Task<IReadOnlyList<Job>> EnqueueAsync(string tenant, int count, string queue = "linux") =>
        await Farm.EnqueueAsync(tenant, count, request => request with { Queue = queue });

    /// <summary>What happens now, and in the seconds after.</summary>
    public async Task RunAsync(double seconds = 0)
    {
        var end = Farm.Clock.GetUtcNow().AddSeconds(seconds);
        for (var turns = 0; ; turns++)
        {
            Assert.InRange(turns, 0, 20 + (int)(20 * seconds)); // or a loop turns without a pause
            var now = Farm.Clock.GetUtcNow();
            foreach (var poll in _polls)
                await poll.AskAsync(now);
            await BeatAsync();
            await DeliverHintsAsync();
            var next = now + await Farm.Get<Dispatcher>().RunOnceAsync(CancellationToken.None);
            await BeatAsync();
            if (now >= end)
                return;
            next = _polls.Select(static poll => poll.NextAt).Append(next).Append(end).Min();
            Farm.Clock.Advance(next > now ? next - now : TimeSpan.Zero);
        }
    }

    /// <summary>The worker ends some of what it has, the first first.</summary>
    public async Task EndAsync(int count)
    {
        var ended = _held.Take(count).ToList();
        _held.RemoveRange(0, ended.Count);
        await BeatAsync([.. ended.Select(static job => new JobResult { Lease = job.Lease, Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromSeconds(1) })]);
    }

    public int Active(string queue) => _held.Count(job => job.Queue == queue);

    public void Dispose()
    {
        Farm.Dispose();
        _hints.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private async Task BeatAsync(IReadOnlyList<JobResult>? results = null)
    {
        var reply = await Farm.BeatAsync("w", _slots - _held.Count, _held.Select(static job => job.Lease), results);
        foreach (var job in reply.Assignments)
        {
            _held.Add(job);
            Starts.Add((job, Math.Round((Farm.Clock.GetUtcNow() - _began).TotalSeconds, 6)));
        }

        if (reply.Assignments.Count > 0)
            await BeatAsync();
    }

    private async Task DeliverHintsAsync()
    {
        await Farm.ConnectAsync("last"); // it works nothing; its coming is the last hint
        while (await _hints.MoveNextAsync() && _hints.Current.WorkerId != "last")
        {
            foreach (var listener in Farm.Get<IEnumerable<IChangeListener>>())
                listener.OnChange(_hints.Current);
        }
    }

    /// <summary>The loop of one policy source.</summary>
    private sealed class Poll(PolicySourceReader reader)
    {
        private Task<TimeSpan>? _call;

        public DateTimeOffset NextAt { get; private set; }

        public async Task AskAsync(DateTimeOffset now)
        {
            if (_call is null && now < NextAt)
                return;
            _call ??= reader.RunOnceAsync(CancellationToken.None).AsTask();
            NextAt = DateTimeOffset.MaxValue;
            if (!_call.IsCompleted)
                return;
            NextAt = now + await _call;
            _call = null;
        }
    }
}
