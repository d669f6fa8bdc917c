using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Tests.Faults.Simulated;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Directed;

/// <summary>A small estate in good weather, in which one thing goes wrong that a test chooses: two hosts, workers with two slots each, jobs of twenty seconds. The ledger checks every call.</summary>
internal sealed class Scene : IDisposable
{
    private readonly List<JobId> _jobs = [];

    public Scene(int workers = 2)
    {
        Estate = new Estate(seed: 1, isVerbose: true)
        {
            Weather = Weather.Calm,
            Plot = static _ => (JobOutcome.Succeeded, TimeSpan.FromSeconds(20)),
        };
        for (var i = 0; i < 2; i++)
            Estate.AddHost();
        for (var i = 1; i <= workers; i++)
            Estate.AddWorker(new WorkerRegistration { WorkerId = $"w{i}", Slots = 2, Queues = ["linux"] });
        Play(5);
    }

    public Estate Estate { get; }

    public IReadOnlyList<Job> Jobs => [.. _jobs.Select(id => Estate.Truth.FindJob(id)!)];

    public IWorkerTransport Gateway => Estate.PickHost()!.Gateway;

    /// <summary>A client says the same again until it is answered, which in good weather is at once.</summary>
    public async Task<JobId> EnqueueAsync(string tenant = "a/x", int count = 1)
    {
        var key = $"key{_jobs.Count}";
        var job = new JobRequest { Tenant = TenantPath.Parse(tenant), Queue = "linux" };
        var request = JobGroupRequest.Of([.. Enumerable.Repeat(job, count)]) with { Name = key, IdempotencyKey = key };
        Task<JobGroup> call;
        do
            call = Estate.PickHost()!.Client.EnqueueAsync(request);
        while (!call.IsCompletedSuccessfully);

        _jobs.AddRange((await call).Jobs.Select(static job => job.Id));
        return _jobs[^count];
    }

    /// <summary>A job that runs.</summary>
    public async Task<LeaseKey> StartAsync()
    {
        var job = await EnqueueAsync();
        Play(8);
        Assert.Equal(JobState.Running, Find(job).State);
        return LeaseOf(job);
    }

    public Job Find(JobId job) => Estate.Truth.FindJob(job)!;

    public LeaseKey LeaseOf(JobId job) => new(job, Assert.Single(Estate.Truth.ReadActive(), active => active.Id == job).FencingToken);

    public SimWorker WorkerOf(JobId job) => Estate.Workers.Single(worker => !worker.IsDead && worker.Leases.Any(lease => lease.JobId == job));

    /// <summary>A worker's process that this test plays, beside the others.</summary>
    public async Task<Heartbeat> ConnectAsync(string worker)
    {
        var reply = await Gateway.ConnectAsync(new WorkerRegistration { WorkerId = worker, Slots = 1, Queues = ["osx"] }, CancellationToken.None);
        return new Heartbeat { WorkerId = worker, Session = reply.Session, Sequence = 1, FreeSlots = 0, Held = [] };
    }

    public static JobResult Result(LeaseKey lease, JobOutcome? outcome = null) =>
        new() { Lease = lease, Outcome = outcome ?? JobOutcome.Failed("forged"), RanFor = TimeSpan.FromSeconds(1) };

    public void Play(double seconds)
    {
        Estate.PlayUntil(Estate.Agenda.Now + TimeSpan.FromSeconds(seconds));
        AssertWhole();
    }

    /// <summary>Plays until every job is over, and asserts that nothing was wrong: each succeeded, once.</summary>
    /// <param name="within">How many seconds that may take.</param>
    public void Finish(double within = 600)
    {
        var end = Estate.Agenda.Now + TimeSpan.FromSeconds(within);
        while (Estate.Ledger.Finished < Estate.Ledger.Jobs && Estate.Agenda.Now < end)
            Play(5);
        Estate.Ledger.CheckEnd();
        AssertWhole();
        Assert.All(Jobs, static job => Assert.Equal(JobState.Succeeded, job.State));
    }

    public void Dispose() => Estate.Dispose();

    private void AssertWhole()
    {
        if (Estate.Complaint is { } wrong)
            Assert.Fail($"{wrong}\n{string.Join('\n', Estate.Written)}");
    }
}
