using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Pudding.Jobs;
using Pudding.Telemetry;
using Pudding.Tenants;

namespace Pudding.Tests.Telemetry;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Jobs_are_counted_measured_and_traced()
    {
        var spans = new ConcurrentQueue<Activity>(); // the listener hears the hosts of other tests too
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PuddingTelemetry.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var host = Farm.Build(static farm => farm.AddWorker("metered", 1, static (_, _) => Task.FromResult(JobOutcome.Succeeded)));
        var instruments = host.Services.GetRequiredService<PuddingInstruments>();
        using var finished = new MetricCollector<long>(instruments.Meter, PuddingTelemetry.JobsFinished);
        using var waited = new MetricCollector<double>(instruments.Meter, PuddingTelemetry.QueueDuration);
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();

        await client.EnqueueAsync(JobGroupRequest.Of(new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "metered" }));
        await waited.WaitForMeasurementsAsync(1, TimeSpan.FromSeconds(30));
        await host.StopAsync();

        var measurement = Assert.Single(finished.GetMeasurementSnapshot());
        Assert.Equal("metered", measurement.Tags[PuddingTelemetry.QueueTag]);
        Assert.Equal("Succeeded", measurement.Tags[PuddingTelemetry.OutcomeTag]);
        Assert.Contains(spans, span => span.OperationName == PuddingTelemetry.RunActivity
            && (string?)span.GetTagItem(PuddingTelemetry.QueueTag) == "metered" && span.Kind == ActivityKind.Consumer);
    }
}
