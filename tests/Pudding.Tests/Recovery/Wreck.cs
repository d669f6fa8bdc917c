using Microsoft.Extensions.DependencyInjection;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Recovery;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Recovery;

/// <summary>A farm whose jobs end as their names say: "bad…" fails, "stop…" is cancelled, "run…" runs on, "wait…" waits, others succeed.</summary>
internal sealed class Wreck : IDisposable
{
    private bool _isConnected;

    public Wreck(Action<PuddingOptions>? configure = null)
    {
        Farm = new FakeFarm(
            options =>
            {
                options.DefaultLimit = 10_000;
                configure?.Invoke(options);
            },
            static pudding => pudding.Services.AddFakeLogging());
    }

    public FakeFarm Farm { get; }

    public IJobClient Client => Farm.Client;

    public IJobRecovery Recovery => Farm.Get<IJobRecovery>();

    public IJobQueryStore Queries => Farm.Get<IJobQueryStore>();

    public static RecoveryRequest By(string actor = "ann") => new() { Actor = actor };

    /// <summary>A group of one tenant, each job as its name says.</summary>
    public Task<JobGroup> EndAsync(string tenant, params string[] names) =>
        EndAsync(JobGroupRequest.Of([.. names.Select(name => Job(tenant, name))]));

    public async Task<JobGroup> EndAsync(JobGroupRequest request)
    {
        var group = await Client.EnqueueAsync(request);
        await EndAsync();
        foreach (var job in group.Jobs.Where(static job => Is(job, "stop")))
            await Client.CancelJobAsync(job.Id, "Not wanted.");
        return (await Client.FindGroupAsync(group.Id))!;
    }

    /// <summary>What waits now ends as its name says.</summary>
    public async Task EndAsync()
    {
        if (!_isConnected)
            await Farm.ConnectAsync("worker", 10_000);
        _isConnected = true;
        var assigned = await Farm.FetchAsync("worker", 10_000);
        await Farm.BeatAsync("worker", held: assigned.Select(static a => a.Lease));
        await Farm.BeatAsync("worker", held: assigned.Where(static a => a.Name!.StartsWith("run", StringComparison.Ordinal)).Select(static a => a.Lease), results: assigned
            .Where(static a => !a.Name!.StartsWith("run", StringComparison.Ordinal))
            .Select(static a => new JobResult
            {
                Lease = a.Lease,
                RanFor = TimeSpan.FromSeconds(1),
                Outcome = a.Name!.StartsWith("bad", StringComparison.Ordinal) ? JobOutcome.Failed($"{a.Name} is broken.") : JobOutcome.Succeeded,
            }));
    }

    public async Task<List<Job>> ListAsync(JobQuery query)
    {
        var jobs = new List<Job>();
        await foreach (var job in Recovery.ListAsync(query))
            jobs.Add(job);
        return jobs;
    }

    public async Task<List<Job>> RerunsAsync() => [.. (await ListAsync(new JobQuery())).Where(static job => job.RerunOf is not null)];

    public void Dispose() => Farm.Dispose();

    /// <summary>What is to be cancelled or to wait is in a queue that no worker serves.</summary>
    public static JobRequest Job(string tenant, string name) => new()
    {
        Tenant = TenantPath.Parse(tenant),
        Queue = name.StartsWith("stop", StringComparison.Ordinal) || name.StartsWith("wait", StringComparison.Ordinal) ? "osx" : "linux",
        Name = name,
        Payload = new JobPayload { Bytes = "work"u8.ToArray() },
    };

    private static bool Is(Job job, string kind) => job.Name!.StartsWith(kind, StringComparison.Ordinal);
}
