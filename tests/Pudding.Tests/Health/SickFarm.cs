using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Pudding.Dispatch;
using Pudding.Events;
using Pudding.Health;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Telemetry;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Health;

/// <summary>A fake farm whose workers run jobs to the outcome that a test says, one at a time, and are watched when it says so. A failure of the machine ends its job.</summary>
internal sealed class SickFarm : IDisposable
{
    private readonly FakeLogCollector _logs = new();
    private readonly MetricCollector<long> _sick;

    public SickFarm(Action<PuddingOptions>? configure = null, Action<IPuddingBuilder>? add = null)
    {
        Farm = new FakeFarm(
            options =>
            {
                options.MaxInfrastructureLosses = 0;
                configure?.Invoke(options);
            },
            pudding =>
            {
                pudding.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(_logs)));
                add?.Invoke(pudding);
            });
        Watch = Farm.Get<HealthWatch>();
        _sick = new MetricCollector<long>(Farm.Get<PuddingInstruments>().Meter, PuddingTelemetry.WorkersSick);
    }

    public static JobOutcome NoDisk { get; } = JobOutcome.InfrastructureFailed("No disk.");

    public FakeFarm Farm { get; }

    public HealthWatch Watch { get; }

    public IWorkerControl Control => Farm.Get<IWorkerControl>();

    /// <summary>The ids of what was logged of health.</summary>
    public IReadOnlyList<int> Logged => [.. Logs.Select(static record => record.Id.Id)];

    public IReadOnlyList<FakeLogRecord> Logs => [.. _logs.GetSnapshot().Where(static record => record.Id.Id is >= 1600 and < 1700)];

    /// <summary>For each sick worker that was counted, whether it was cordoned.</summary>
    public IReadOnlyList<bool> Counted => [.. _sick.GetMeasurementSnapshot().Select(static one => (bool)one.Tags[PuddingTelemetry.CordonedTag]!)];

    public async Task ConnectAsync(params string[] workers)
    {
        foreach (var worker in workers)
            await Farm.ConnectAsync(worker, slots: 2);
    }

    /// <summary>The worker takes a job of its own.</summary>
    public async Task<LeaseKey> TakeAsync(string worker, string tenant = "a/x")
    {
        await Farm.EnqueueAsync(tenant);
        return Assert.Single(await Farm.FetchAsync(worker)).Lease;
    }

    /// <summary>The worker runs jobs, each of a group of its own, one after the other.</summary>
    public async Task RunAsync(string worker, JobOutcome outcome, int jobs = 1)
    {
        for (var i = 0; i < jobs; i++)
            await EndAsync(worker, await TakeAsync(worker), outcome);
    }

    public Task EndAsync(string worker, LeaseKey lease, JobOutcome outcome, params LeaseKey[] held) =>
        Farm.BeatAsync(worker, held: held, results: [new JobResult { Lease = lease, Outcome = outcome, RanFor = TimeSpan.FromSeconds(1) }]);

    public Task WatchAsync() => Watch.RunOnceAsync(CancellationToken.None).AsTask();

    /// <summary>Whom the watch has cordoned, in order.</summary>
    public async Task<IReadOnlyList<CellChanged>> CordonsAsync()
    {
        var page = await Farm.Get<IEventStore>().ReadAsync(0, 10_000, CancellationToken.None);
        return [.. page.Events.OfType<CellChanged>().Where(static cell => cell.Actor == HealthOptions.Actor)];
    }

    /// <summary>Another host of the same estate: its baton, and its watch.</summary>
    public (Baton Baton, HealthWatch Watch) AddHost()
    {
        var options = Farm.Get<IOptions<PuddingOptions>>();
        var baton = new Baton(Farm.Get<IBatonStore>(), options, Farm.Get<IIdSource>(), Farm.Clock);
        var watch = new HealthWatch(
            Farm.Get<IEventStore>(), Farm.Get<ICellStore>(), Control, baton, options, Farm.Get<PuddingInstruments>(), Farm.Clock, Farm.Get<ILogger<HealthWatch>>());
        return (baton, watch);
    }

    public void Dispose()
    {
        _sick.Dispose();
        Farm.Dispose();
    }
}
