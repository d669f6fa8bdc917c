using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Benchmarks.Storage;

/// <summary>What a store takes for one job to be claimed and to be finished, a hundred in each call: verified limits at two levels, leases, events, hints.</summary>
[BenchmarkCategory("A store's claim and finish, in batches of 100")]
public class ClaimAndFinishBenchmarks
{
    private const int Batch = 100;
    private const int Stretch = 100 * Batch;

    private readonly List<Claim> _claims = [];
    private readonly Queue<JobId> _floor = [];
    private readonly Dictionary<JobId, long> _floorTaken = [];
    private IJobStore _jobs = null!;
    private IWorkerStore _workers = null!;
    private List<TenantPath> _tenants = [];
    private long _epoch;
    private long _session;
    private long _sequence;

    /// <summary>How many tenants have jobs, in a tree of two levels.</summary>
    [Params(100, 1_000, 10_000)]
    public int Tenants { get; set; }

    [GlobalSetup]
    public void Build()
    {
        var services = new ServiceCollection();
        services.TryAddSingleton(TimeProvider.System);
        services.AddPudding(static options => options.DefaultLimit = 1_000).UseInMemoryStore();
        var provider = services.BuildServiceProvider();
        _jobs = provider.GetRequiredService<IJobStore>();
        _workers = provider.GetRequiredService<IWorkerStore>();
        _epoch = Done(provider.GetRequiredService<IBatonStore>().AcquireAsync("benchmark", TimeSpan.FromDays(1), CancellationToken.None))!.Value;
        var registration = new WorkerRegistration { WorkerId = "w", Queues = ["linux"], Slots = Batch };
        _session = Done(_workers.ConnectAsync(registration, CancellationToken.None)).Session;
        var organisations = (int)Math.Sqrt(Tenants);
        _tenants = [.. Enumerable.Range(0, Tenants).Select(i => TenantPath.Parse($"o{i % organisations}/p{i}"))];
    }

    [IterationSetup]
    public void Enqueue()
    {
        _claims.Clear();
        _floor.Clear();
        for (var group = 0; group < Stretch / Batch; group++)
        {
            var jobs = Enumerable.Range(group * Batch, Batch).Select(i => new NewJob
            {
                Id = new JobId(Guid.CreateVersion7()), Tenant = _tenants[i % Tenants], Queue = "linux", Payload = JobPayload.Empty,
                Timeout = TimeSpan.FromHours(1), MaxAttempts = 1, MaxInfrastructureLosses = 3,
            }).ToList();
            Done(_jobs.EnqueueAsync(new NewJobGroup { Id = new JobGroupId(Guid.CreateVersion7()), Jobs = jobs, Fingerprint = "" }, CancellationToken.None));
            _claims.AddRange(jobs.Select(job => new Claim(job.Id, "w", _session)));
        }

        foreach (var claim in _claims)
            _floor.Enqueue(claim.JobId);
        Beat(Batch, []);
    }

    [Benchmark(Description = "In memory", OperationsPerInvoke = Stretch)]
    public void ClaimAndFinish()
    {
        for (var start = 0; start < Stretch; start += Batch)
        {
            var claims = _claims.GetRange(start, Batch);
            var results = Done(_jobs.ClaimAsync(
                new ClaimBatch { Epoch = _epoch, LeaseDuration = TimeSpan.FromMinutes(1), Claims = claims }, CancellationToken.None));
            var ended = new JobResult[Batch];
            for (var i = 0; i < Batch; i++)
            {
                if (results[i].Status != ClaimStatus.Claimed)
                    throw new InvalidOperationException($"A claim was refused: {results[i].Status}.");
                ended[i] = new JobResult
                {
                    Lease = new LeaseKey(claims[i].JobId, results[i].FencingToken), Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromSeconds(1),
                };
            }

            Beat(Batch, ended);
        }
    }

    /// <summary>A queue and a dictionary under one lock: nothing is verified, nothing told.</summary>
    [Benchmark(Description = "`Queue<T>` and a dictionary", Baseline = true, OperationsPerInvoke = Stretch)]
    public void Floor()
    {
        for (var start = 0; start < Stretch; start += Batch)
        {
            var taken = new JobId[Batch];
            lock (_floor)
            {
                for (var i = 0; i < Batch; i++)
                    _floorTaken[taken[i] = _floor.Dequeue()] = i;
            }

            lock (_floor)
            {
                foreach (var job in taken)
                    _floorTaken.Remove(job);
            }
        }
    }

    private static T Done<T>(ValueTask<T> call) => call.GetAwaiter().GetResult();

    private void Beat(int free, JobResult[] results)
    {
        var heartbeat = new Heartbeat { WorkerId = "w", Session = _session, Sequence = ++_sequence, FreeSlots = free, Held = [], Results = results };
        var reply = Done(_workers.HeartbeatAsync(heartbeat, CancellationToken.None));
        if (reply.Status != HeartbeatStatus.Accepted || reply.Settled.Count != results.Length)
            throw new InvalidOperationException($"A heartbeat was refused: {reply.Status}.");
    }
}
