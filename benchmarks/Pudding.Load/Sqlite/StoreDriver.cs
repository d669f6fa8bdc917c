using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Load.Sqlite;

/// <summary>Enqueues, claims and finishes at the interfaces of a SQLite store, as a dispatcher and workers do.</summary>
internal sealed class StoreDriver : IAsyncDisposable
{
    public const int PayloadBytes = 200;
    public const int Tenants = 200;

    private const int Workers = 10;
    private const int Slots = 10;

    private readonly ServiceProvider _services;
    private readonly IJobStore _jobs;
    private readonly IWorkerStore _workers;
    private readonly long[] _sessions = new long[Workers];
    private readonly List<TenantPath> _tenants = [.. Enumerable.Range(0, Tenants).Select(static i => TenantPath.Parse($"o{i % 20}/p{i}"))];
    private long _epoch;
    private long _beat;

    private StoreDriver(string path)
    {
        var services = new ServiceCollection();
        services.TryAddSingleton(TimeProvider.System);
        services.AddPudding().UseSqliteStore(path);
        _services = services.BuildServiceProvider();
        _jobs = _services.GetRequiredService<IJobStore>();
        _workers = _services.GetRequiredService<IWorkerStore>();
    }

    /// <summary>Whose backlog is never claimed: its limit is zero.</summary>
    public static TenantPath Limited { get; } = TenantPath.Parse("big/one");

    public static async Task<StoreDriver> OpenAsync(string path)
    {
        var driver = new StoreDriver(path);
        driver._epoch = (await driver._services.GetRequiredService<IBatonStore>().AcquireAsync("load", TimeSpan.FromDays(1), CancellationToken.None)).GetValueOrDefault();
        await driver._services.GetRequiredService<IPolicyStore>().PublishAsync(
            new PolicyDefaults
            {
                DefaultLimit = 100,
                Tenants = new Dictionary<TenantPath, TenantSettings> { [Limited] = new TenantSettings { MaxConcurrent = 0 } },
            },
            driver._epoch, CancellationToken.None);
        for (var i = 0; i < Workers; i++)
        {
            var registration = new WorkerRegistration { WorkerId = $"w{i}", Queues = ["linux"], Slots = Slots };
            driver._sessions[i] = (await driver._workers.ConnectAsync(registration, CancellationToken.None)).Session;
            await driver.BeatAsync(i, []);
        }

        return driver;
    }

    /// <returns>Jobs per second.</returns>
    public async Task<double> EnqueueAsync(int jobs, int batch, TenantPath? tenant = null)
    {
        var payload = new JobPayload { Bytes = new byte[PayloadBytes] };
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < jobs; done += batch)
        {
            var group = new NewJobGroup
            {
                Id = new JobGroupId(Guid.CreateVersion7()),
                Fingerprint = "",
                Jobs = [.. Enumerable.Range(done, Math.Min(batch, jobs - done)).Select(i => new NewJob
                {
                    Id = new JobId(Guid.CreateVersion7()), Tenant = tenant ?? _tenants[i % Tenants], Queue = "linux", Payload = payload, Name = "build",
                    Timeout = TimeSpan.FromHours(1), MaxAttempts = 1, MaxInfrastructureLosses = 3,
                })],
            };
            var result = await _jobs.EnqueueAsync(group, CancellationToken.None);
            if (result.Status != EnqueueStatus.Enqueued)
                throw new InvalidOperationException($"Not enqueued: {result.Status}, {result.Error}");
        }

        return jobs / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Claims a hundred jobs in each call and finishes them by the heartbeats of ten workers.</summary>
    public async Task<ClaimFigures> ClaimAndFinishAsync(int jobs)
    {
        const int batch = Workers * Slots;
        var waiting = new Queue<ReadyJob>();
        var claimTimes = new List<double>();
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < jobs; done += batch)
        {
            if (waiting.Count < batch)
                await RefillAsync(waiting, per: Math.Max(1, 2 * batch / Tenants));
            var claims = Enumerable.Range(0, batch).Select(i => new Claim(waiting.Dequeue().Id, $"w{i / Slots}", _sessions[i / Slots])).ToList();
            var begun = clock.Elapsed;
            var results = await _jobs.ClaimAsync(new ClaimBatch { Epoch = _epoch, LeaseDuration = TimeSpan.FromMinutes(1), Claims = claims }, CancellationToken.None);
            claimTimes.Add((clock.Elapsed - begun).TotalMilliseconds);
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => BeatAsync(worker, [.. Ended(claims, results).Skip(worker * Slots).Take(Slots)])));
        }

        return new ClaimFigures(jobs / clock.Elapsed.TotalSeconds, claimTimes.Order().ElementAt(claimTimes.Count / 2), claimTimes.Order().ElementAt(claimTimes.Count * 99 / 100));
    }

    /// <summary>Closes the store as a host leaves it that has counted usage as it went: the next one does not begin with millions of events.</summary>
    public async ValueTask DisposeAsync()
    {
        var usage = _services.GetRequiredService<IUsageStore>();
        var counted = await usage.ReadCheckpointAsync(CancellationToken.None);
        await usage.AddAsync(
            new UsageChange
            {
                After = counted.Cursor,
                Cursor = await _services.GetRequiredService<IEventStore>().LatestAsync(CancellationToken.None),
                CountedTo = TimeProvider.System.GetUtcNow(),
                Ended = [],
                Began = [],
                Records = [],
                Gaps = [],
            },
            CancellationToken.None);
        await _services.DisposeAsync();
    }

    private async Task RefillAsync(Queue<ReadyJob> waiting, int per)
    {
        waiting.Clear(); // a refill reads from the head again
        var page = await _jobs.ReadHeadsAsync(new HeadQuery { LimitPerTenant = per }, CancellationToken.None);
        foreach (var job in page.Jobs.Where(static job => job.Tenant != Limited))
            waiting.Enqueue(job);
    }

    private static IEnumerable<JobResult> Ended(List<Claim> claims, IReadOnlyList<ClaimResult> results)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            if (results[i].Status != ClaimStatus.Claimed)
                throw new InvalidOperationException($"A claim was refused: {results[i].Status}.");
            yield return new JobResult
            {
                Lease = new LeaseKey(claims[i].JobId, results[i].FencingToken), Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromSeconds(1),
            };
        }
    }

    private async Task BeatAsync(int worker, IReadOnlyList<JobResult> results)
    {
        var heartbeat = new Heartbeat
        {
            WorkerId = $"w{worker}", Session = _sessions[worker], Sequence = Interlocked.Increment(ref _beat), FreeSlots = Slots, Held = [], Results = results,
        };
        var reply = await _workers.HeartbeatAsync(heartbeat, CancellationToken.None);
        if (reply.Status != HeartbeatStatus.Accepted || reply.Settled.Count != results.Count)
            throw new InvalidOperationException($"A heartbeat was refused: {reply.Status}.");
    }
}
