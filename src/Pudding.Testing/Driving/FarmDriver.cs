#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Testing.Driving;

/// <summary>Drives a store as a farm would: hands out ids, keeps the baton, counts sessions and sequences, and remembers what was done for the message of a failure.</summary>
internal sealed partial class FarmDriver
{
    public const string Host = "host-1";

    /// <summary>Long enough to stay with who took it, whatever a scenario does with time.</summary>
    private const int BatonUnits = 100_000;

    private readonly History _history = new();
    private readonly Dictionary<string, DrivenWorker> _workers = new(StringComparer.Ordinal);
    private int _ids;

    private FarmDriver(StoreHarness harness, StoreSet store, CancellationToken stop)
    {
        Harness = harness;
        Store = store;
        Stop = stop;
    }

    public StoreHarness Harness { get; }

    public StoreSet Store { get; private set; }

    public CancellationToken Stop { get; }

    /// <summary>The newest epoch.</summary>
    public long Epoch { get; private set; }

    public TimeSpan Unit => Harness.Unit;

    public TimeSpan Lease => Units(6);

    /// <summary>What was done until now, for people.</summary>
    public string History => _history.ToString();

    public static async Task<FarmDriver> BeginAsync(StoreHarness harness, CancellationToken stop)
    {
        var farm = new FarmDriver(harness, await harness.CreateAsync(stop), stop);
        await farm.TakeBatonAsync(Host);
        return farm;
    }

    public TimeSpan Units(double count) => Unit * count;

    public void Note(string done) => _history.Add(done);

    /// <summary>What the job is called in messages.</summary>
    public string Say(JobId job) => _history.NameOf(job);

    public string Say(LeaseKey lease) => $"{Say(lease.JobId)}#{lease.FencingToken}";

    public async Task AdvanceAsync(double units)
    {
        Note($"{Units(units)} pass");
        await Harness.AdvanceAsync(Units(units), Stop);
    }

    public JobId NewJobId() => new(NewId());

    public JobGroupId NewGroupId() => new(NewId());

    /// <summary>A job that may run for long, is tried once, and may be lost three times.</summary>
    public NewJob NewJob(string tenant = "a/x") => new()
    {
        Id = NewJobId(),
        Tenant = TenantPath.Parse(tenant),
        Queue = "linux",
        Payload = JobPayload.Empty,
        Timeout = Units(10_000),
        MaxAttempts = 1,
        MaxInfrastructureLosses = 3,
    };

    public NewJobGroup NewGroup(params IReadOnlyList<NewJob> jobs)
    {
        var id = NewGroupId();
        return new NewJobGroup { Id = id, Jobs = jobs, Fingerprint = $"fingerprint of {id}" };
    }

    public async Task<EnqueueResult> TryEnqueueAsync(NewJobGroup group)
    {
        var result = await Store.Jobs.EnqueueAsync(group, Stop);
        Note($"enqueue {_history.Describe(group)}: {result.Status}");
        return result;
    }

    public async Task<JobGroup> EnqueueAsync(NewJobGroup group)
    {
        var result = await TryEnqueueAsync(group);
        Expect.Equal("an enqueue of a group that is new and right", EnqueueStatus.Enqueued, result.Status);
        return Expect.NotNull("the group that an enqueue returns", result.Group);
    }

    public async Task<Job> EnqueueAsync(string tenant = "a/x", Func<NewJob, NewJob>? with = null)
    {
        var job = NewJob(tenant);
        return (await EnqueueAsync(NewGroup(with?.Invoke(job) ?? job))).Jobs[0];
    }

    /// <summary>Jobs of one tenant, each of a group of its own.</summary>
    public async Task<IReadOnlyList<Job>> EnqueueManyAsync(string tenant, int count, Func<NewJob, NewJob>? with = null)
    {
        var jobs = new List<Job>();
        for (var i = 0; i < count; i++)
            jobs.Add(await EnqueueAsync(tenant, with));
        return jobs;
    }

    public async Task<ConnectReply> TryConnectAsync(string worker, int slots = 1, IReadOnlyList<string>? queues = null, string? instance = null)
    {
        var reply = await Store.Workers.ConnectAsync(
            new WorkerRegistration { WorkerId = worker, Slots = slots, Queues = queues ?? ["linux"], InstanceId = instance }, Stop);
        Note($"connect {worker}{(instance is null ? "" : $" on {instance}")}, {slots} slots: {reply.Status}, session {reply.Session}");
        return reply;
    }

    /// <summary>Connects a worker, for the first time or again. It offers nothing yet.</summary>
    public async Task<DrivenWorker> ConnectAsync(string worker, int slots = 1, IReadOnlyList<string>? queues = null, string? instance = null)
    {
        var reply = await TryConnectAsync(worker, slots, queues, instance);
        Expect.Equal($"connecting {worker}", ConnectStatus.Connected, reply.Status);
        return _workers[worker] = new DrivenWorker(this, worker, slots, reply.Session);
    }

    /// <summary>A worker that is connected and offers all of its slots.</summary>
    public async Task<DrivenWorker> WorkerAsync(string worker = "w1", int slots = 1, IReadOnlyList<string>? queues = null, string? instance = null)
    {
        var driven = await ConnectAsync(worker, slots, queues, instance);
        await driven.BeatAsync();
        return driven;
    }

    public Task<IReadOnlyList<ClaimResult>> TryClaimAsync(long epoch, params IReadOnlyList<Claim> claims) => TryClaimAsync(epoch, Lease, claims);

    public async Task<IReadOnlyList<ClaimResult>> TryClaimAsync(long epoch, TimeSpan lease, params IReadOnlyList<Claim> claims)
    {
        var results = await Store.Jobs.ClaimAsync(new ClaimBatch { Epoch = epoch, LeaseDuration = lease, Claims = claims }, Stop);
        Note($"claim under epoch {epoch}: {string.Join(", ", claims.Select((claim, i) => $"{Say(claim.JobId)} for {claim.WorkerId}: {(i < results.Count ? Driving.History.Describe(results[i]) : "?")}"))}");
        Expect.Equal("the number of results for a batch of claims", claims.Count, results.Count);
        return results;
    }

    public async Task<ClaimResult> TryClaimAsync(JobId job, DrivenWorker worker) => (await TryClaimAsync(Epoch, new Claim(job, worker.Id, worker.Session)))[0];

    public Task<IReadOnlyList<ClaimResult>> TryClaimAsync(IEnumerable<Job> jobs, DrivenWorker worker) =>
        TryClaimAsync(Epoch, [.. jobs.Select(job => new Claim(job.Id, worker.Id, worker.Session))]);

    public async Task<LeaseKey> ClaimAsync(JobId job, DrivenWorker worker)
    {
        var result = await TryClaimAsync(job, worker);
        Expect.Equal($"a claim of {Say(job)}, which is ready, for {worker.Id}, which has a free slot on offer", ClaimStatus.Claimed, result.Status);
        return new LeaseKey(job, result.FencingToken);
    }

    /// <summary>Offers all free slots of a worker, and claims a job for it. The worker has not said yet that it has it.</summary>
    public async Task<LeaseKey> AssignAsync(JobId job, DrivenWorker worker)
    {
        await worker.BeatAsync();
        return await ClaimAsync(job, worker);
    }

    /// <summary>Claims a job for a worker, which begins it.</summary>
    public async Task<LeaseKey> StartAsync(JobId job, DrivenWorker worker)
    {
        var lease = await AssignAsync(job, worker);
        await worker.AcknowledgeAsync(lease);
        return lease;
    }

    /// <summary>Enqueues a job, has a worker run it, and ends it.</summary>
    public async Task<Job> RunAsync(DrivenWorker worker, JobOutcome outcome, string tenant = "a/x", Func<NewJob, NewJob>? with = null)
    {
        var job = await EnqueueAsync(tenant, with);
        await worker.FinishAsync(await StartAsync(job.Id, worker), outcome);
        return await JobAsync(job.Id);
    }

    public async Task<IReadOnlyList<JobId>> CancelAsync(CancelRequest request)
    {
        var cancelled = await Store.Jobs.CancelAsync(request, Stop);
        Note($"cancel {(request.Group is null ? string.Join(", ", request.Jobs.Select(Say)) : "a group")}{(request.OnlyWaiting ? ", only what waits" : "")}: {Words.List([.. cancelled.Select(Say)])}");
        return cancelled;
    }

    public Task<IReadOnlyList<JobId>> CancelAsync(params IReadOnlyList<JobId> jobs) => CancelAsync(new CancelRequest { Jobs = jobs, Reason = "Not needed." });

    /// <summary>A sweep that gives no time but that for jobs itself.</summary>
    public SweepRequest Sweep => new(Epoch, TimeoutGrace: TimeSpan.Zero, CancelGrace: Units(10_000));

    public async Task<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest? request = null)
    {
        var swept = await Store.Jobs.SweepAsync(request ?? Sweep, Stop);
        Note($"sweep{(request?.KeepLeases == true ? ", keeping leases" : "")}: {Words.List([.. swept.Select(job => $"{Say(job.Id)} {job.State} ({job.Cause})")])}");
        return swept;
    }

    public async Task<bool> TryPublishAsync(PolicyDefaults defaults, long epoch)
    {
        var done = await Store.Policies.PublishAsync(defaults, epoch, Stop);
        Note($"publish policies under epoch {epoch} ({Driving.History.Describe(defaults)}): {(done ? "done" : "refused")}");
        return done;
    }

    public Task<bool> TryPublishAsync(TenantPolicies policies, long epoch) => TryPublishAsync(Settings.Of(policies), epoch);

    public async Task<PolicyState> ReadPoliciesAsync() => await Store.Policies.ReadAsync(Stop);

    public async Task<PolicyWriteResult> TrySetAsync(NewPolicyOverride setting)
    {
        var result = await Store.Policies.SetAsync(setting, Stop);
        Note($"override of {setting.Target}: {(setting.Tenant is { } said ? Driving.History.Describe(said) : setting.Queue?.ToString())}{(setting.ExpiresAfter is { } time ? $" for {time}" : "")}: {result.Status}");
        return result;
    }

    /// <summary>Overrides the policy of a tenant, which can't be refused.</summary>
    public async Task SetAsync(string tenant, TenantSettings settings, TimeSpan? expiresAfter = null) => Expect.Equal(
        $"an override of {tenant}",
        PolicyWriteStatus.Done,
        (await TrySetAsync(new NewPolicyOverride { Target = PolicyTarget.Tenant(TenantPath.Parse(tenant)), Tenant = settings, Actor = "alice", Reason = "A rush.", ExpiresAfter = expiresAfter })).Status);

    public async Task PublishAsync(params IReadOnlyList<(string Tenant, TenantPolicy Policy)> policies)
    {
        var done = await TryPublishAsync(new TenantPolicies(policies: policies.Select(static own => KeyValuePair.Create(TenantPath.Parse(own.Tenant), own.Policy))), Epoch);
        Expect.That(done, "policies published under the newest epoch are taken", "false");
    }

    private Guid NewId()
    {
        var number = Interlocked.Increment(ref _ids);
        return new Guid(0x0197f1a2, 0, 0x7000, 0x80, 0, 0, 0, 0, (byte)(number >> 16), (byte)(number >> 8), (byte)number);
    }
}
