using Pudding.Scheduling;
using Pudding.Simulation.Replays;
using Pudding.Simulation.Reports;
using Pudding.Simulation.Workloads;
using Pudding.Tenants;

namespace Pudding.Simulation.Tests.Replays;

/// <summary>A real history of 7,623 jobs on ten slots: the reference orders give the reference's figures, and fair share keeps what it promises.</summary>
public sealed class TraceTests
{
    private static readonly Workload Trace = CsvWorkload.ReadFile(Path.Combine(AppContext.BaseDirectory, "data", "ci-trace.csv.gz"));

    [Theory]
    [InlineData(SchedulingOrders.Fifo, int.MaxValue, 4209, 14179, 25546)]
    [InlineData(SchedulingOrders.Fifo, 5, 4915, 14864, 28042)]
    [InlineData(SchedulingOrders.LeastRunning, int.MaxValue, 4256, 15933, 35898)]
    [InlineData(SchedulingOrders.RoundRobin, int.MaxValue, 4353, 16299, 43899)]
    public void A_reference_order_gives_the_figures_of_the_reference(string order, int limit, int mean, int p95, int max)
    {
        var report = Report.Of(Replay.Run(Trace, On(order, limit)));

        Assert.Equal(
            (mean, p95, max),
            ((int)Math.Round(report.All.Mean.TotalSeconds), (int)Math.Round(report.All.P95.TotalSeconds), (int)report.All.Max.TotalSeconds));
    }

    [Fact]
    public void Fair_share_serves_small_tenants_and_costs_little()
    {
        var fifo = Report.Of(Replay.Run(Trace, On(SchedulingOrders.Fifo, int.MaxValue)));

        var fair = Report.Of(Replay.Run(Trace, On(SchedulingOrders.FairShare, int.MaxValue)));

        Assert.True(fair.Small.Slowdown <= 11, $"slowdown of small tenants {fair.Small.Slowdown}");
        Assert.True(fair.Jain >= 0.985, $"Jain's index {fair.Jain}");
    }

    private static Scenario On(string order, int limit) =>
        new() { Slots = 10, Scheduler = new FairSchedulerOptions { Order = order, Policies = new TenantPolicies(limit) } };
}
