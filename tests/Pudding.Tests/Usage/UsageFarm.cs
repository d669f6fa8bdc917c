using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tests.Dispatch;
using Pudding.Usage;
using Pudding.Workers;

namespace Pudding.Tests.Usage;

/// <summary>A farm on fake time whose usage is counted by hand. It begins on 1 January 2026 at midnight; leases hold for ten hours.</summary>
internal sealed class UsageFarm(Action<IPuddingBuilder>? add = null) : IDisposable
{
    private readonly Dictionary<string, JobAssignment> _running = [];

    public FakeFarm Farm { get; } = new(
        static options => (options.LeaseDuration, options.DefaultJobTimeout) = (TimeSpan.FromHours(10), TimeSpan.FromDays(1)), add);

    public UsageProjector Projector => Farm.Get<UsageProjector>();

    public void Pass(double minutes) => Farm.Clock.Advance(TimeSpan.FromMinutes(minutes));

    /// <summary>A job begins on a worker of its own.</summary>
    public async Task BeginAsync(string worker, string tenant, string queue = "linux", Func<JobRequest, JobRequest>? with = null)
    {
        await Farm.EnqueueAsync(tenant, with: request => (with?.Invoke(request) ?? request) with { Queue = queue });
        await Farm.ConnectAsync(worker, 1, queue);
        _running[worker] = Assert.Single(await Farm.FetchAsync(worker));
    }

    public async Task EndAsync(string worker, JobOutcome? outcome = null)
    {
        Assert.True(_running.Remove(worker, out var job));
        var result = new JobResult { Lease = job.Lease, Outcome = outcome ?? JobOutcome.Succeeded, RanFor = TimeSpan.FromMinutes(1) };
        await Farm.BeatAsync(worker, results: [result]);
    }

    public async Task CountAsync()
    {
        while (await Projector.RunOnceAsync(CancellationToken.None))
        {
        }
    }

    /// <summary>Somebody else who counts.</summary>
    public UsageProjector Another(IUsageStore? usage = null, IEventStore? events = null) => new(
        usage ?? Farm.Get<IUsageStore>(),
        events ?? Farm.Get<IEventStore>(),
        Farm.Get<IOptions<PuddingOptions>>(),
        Farm.Clock,
        NullLogger<UsageProjector>.Instance);

    public async Task<List<UsageRecord>> ReadAsync(UsageQuery? query = null)
    {
        var records = new List<UsageRecord>();
        await foreach (var record in Farm.Get<IUsageClient>().ReadAsync(query ?? new UsageQuery()))
            records.Add(record);
        return records;
    }

    public void Dispose() => Farm.Dispose();
}
