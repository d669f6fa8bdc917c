using Pudding.Scheduling;
using Pudding.Simulation.Replays;
using Pudding.Simulation.Reports;
using Pudding.Simulation.Workloads;
using Pudding.Tenants;

namespace Pudding.Simulation.Tests.Replays;

public sealed class ReplayTests
{
    [Fact]
    public void The_same_scenario_gives_the_same_schedule()
    {
        var workload = Jobs(("a", 0, 60), ("b", 0, 30), ("a", 10, 5), ("c", 20, 7));
        var scenario = new Scenario { Slots = 1 };

        Assert.Equal(Replay.Run(workload, scenario).Starts, Replay.Run(workload, scenario).Starts);
    }

    [Fact]
    public void Figures_are_those_that_a_hand_computes()
    {
        // One slot: a runs 0–60, b waits 60 and runs 60–90, c comes at 30, waits 60 and runs 90–95.
        var report = Report.Of(Replay.Run(
            Jobs(("a", 0, 60), ("b", 0, 30), ("c", 30, 5)),
            new Scenario { Slots = 1, Scheduler = new FairSchedulerOptions { Order = SchedulingOrders.Fifo } }));

        Assert.Equal(TimeSpan.FromSeconds(40), report.All.Mean);
        Assert.Equal(TimeSpan.FromSeconds(60), report.All.P50);
        Assert.Equal(TimeSpan.FromSeconds(60), report.All.Max);

        // Slowdowns 1, 3 and (60 + 5) / 10; the smallest third is c alone.
        Assert.Equal((1 + 3 + 6.5) / 3, report.All.Slowdown, precision: 10);
        Assert.Equal((1, 6.5), (report.Small.Jobs, report.Small.Slowdown));
    }

    [Fact]
    public void Equal_shares_have_an_index_of_one_and_a_starved_tenant_lowers_it()
    {
        var all = Enumerable.Range(0, 10).SelectMany(i => new[] { ("a", 0, 10), ("b", 0, 10) }).ToArray();
        var even = Replay.Run(Jobs(all), new Scenario { Slots = 2 });
        var uneven = Replay.Run(
            Jobs([.. all.OrderBy(job => job.Item1)]),
            new Scenario { Slots = 2, Scheduler = new FairSchedulerOptions { Order = SchedulingOrders.Fifo, Policies = new TenantPolicies(100) } });

        Assert.Equal(1, Report.Of(even).Jain, precision: 6);
        Assert.InRange(Report.Of(uneven).Jain, 0.5, 0.95);
    }

    [Fact]
    public void A_history_may_begin_at_any_time()
    {
        // Seconds since 1970, and a heartbeat for each millisecond of them would take hours.
        const int Epoch = 1_700_000_000;
        var scenario = new Scenario { Slots = 1, Heartbeat = TimeSpan.FromMilliseconds(1) };

        var late = Replay.Run(Jobs(("a", Epoch, 6), ("b", Epoch, 3), ("a", Epoch + 1, 5), ("c", Epoch + 2, 7)), scenario);

        var early = Replay.Run(Jobs(("a", 0, 6), ("b", 0, 3), ("a", 1, 5), ("c", 2, 7)), scenario);
        Assert.Equal(early.Starts, late.Starts.Select(static start => start - TimeSpan.FromSeconds(Epoch)));
    }

    [Fact]
    public void Heartbeats_come_at_multiples_of_their_interval_also_after_a_pause()
    {
        // At 1012 b's slot is free. By the heartbeat at 1010 a has used 5 s and c 2 s, so it is c's turn; had nobody been charged, it would be a's.
        var scenario = new Scenario { Slots = 3, Heartbeat = TimeSpan.FromSeconds(10) };

        var schedule = Replay.Run(Jobs(("b", 1004, 8), ("a", 1005, 60), ("c", 1008, 60), ("a", 1009, 60), ("c", 1009, 60)), scenario);

        Assert.Equal([1004, 1005, 1008, 1065, 1012], schedule.Starts.Select(static start => start.TotalSeconds));
    }

    [Fact]
    public void Nothing_is_scheduled_as_nothing()
    {
        var schedule = Replay.Run(Jobs(), new Scenario { Slots = 1 });

        Assert.Empty(schedule.Starts);
        Assert.Equal((0, 1.0), (Report.Of(schedule).All.Jobs, Report.Of(schedule).Jain));
    }

    [Fact]
    public void Jobs_that_can_never_start_are_refused()
    {
        var scenario = new Scenario { Slots = 1, Scheduler = new FairSchedulerOptions { Policies = new TenantPolicies(0) } };

        Assert.Contains("never start", Assert.Throws<InvalidOperationException>(() => Replay.Run(Jobs(("a", 0, 1)), scenario)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tenant_that_holds_jobs_and_has_tenants_below_is_named()
    {
        var mixed = Jobs(("rails", 0, 1), ("rails/rails", 0, 1));

        var error = Assert.Throws<InvalidOperationException>(() => Replay.Run(mixed, new Scenario { Slots = 1 }));

        Assert.Contains("'rails' holds jobs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_scenario_is_named()
    {
        Assert.Contains("Slots:", Assert.Throws<ArgumentException>(() => Replay.Run(Jobs(), new Scenario { Slots = 0 })).Message, StringComparison.Ordinal);
        var still = new Scenario { Slots = 1, Heartbeat = TimeSpan.Zero };
        Assert.Contains("Heartbeat:", Assert.Throws<ArgumentException>(() => Replay.Run(Jobs(), still)).Message, StringComparison.Ordinal);
    }

    private static Workload Jobs(params (string Tenant, int At, int Runtime)[] jobs) => new([.. jobs.Select(job => new WorkloadJob
    {
        Tenant = TenantPath.Parse(job.Tenant),
        SubmittedAt = TimeSpan.FromSeconds(job.At),
        Runtime = TimeSpan.FromSeconds(job.Runtime),
    })]);
}
