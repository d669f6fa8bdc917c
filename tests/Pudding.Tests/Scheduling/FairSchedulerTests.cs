using CsCheck;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

public sealed class FairSchedulerTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_small_project_does_not_wait_for_the_backlog_of_a_big_one()
    {
        var farm = Simulate(slots: 4, limit: 100);
        farm.Add("big/app", Minute, count: 60);
        farm.RunUntil(Minute / 2);
        farm.Add("small/app", Minute, count: 2);

        farm.RunUntil(TimeSpan.MaxValue);

        Assert.All(farm.Started.Where(work => work.Tenant.Value == "small/app"), work => Assert.True(work.Waited <= Minute));
    }

    [Fact]
    public void Fifo_lets_a_small_project_wait_for_the_backlog_of_a_big_one()
    {
        var farm = Simulate(slots: 4, limit: 100, order: SchedulingOrders.Fifo);
        farm.Add("big/app", Minute, count: 60);
        farm.RunUntil(Minute / 2);
        farm.Add("small/app", Minute);

        farm.RunUntil(TimeSpan.MaxValue);

        Assert.Equal([.. farm.Started.Select(work => work.Sequence).Order()], farm.Started.Select(work => work.Sequence));
        Assert.True(farm.Started[^1].Waited > 14 * Minute);
    }

    [Fact]
    public void Long_jobs_get_no_more_slot_time_than_short_ones()
    {
        var farm = Simulate(slots: 8, limit: 100);
        for (var i = 0; i < 25; i++)
        {
            farm.Add($"long/p{i}", TimeSpan.FromSeconds(60), count: 600);
            farm.Add($"short/p{i}", TimeSpan.FromSeconds(1), count: 36_000);
        }

        farm.RunUntil(TimeSpan.FromHours(2));

        Assert.InRange(farm.Used("long") / (farm.Used("long") + farm.Used("short")), 0.49, 0.51);
    }

    [Theory]
    [InlineData(1.5, 0.6)]
    [InlineData(4, 0.8)]
    public void Slot_time_goes_by_weight(double weight, double share)
    {
        var farm = Simulate(slots: 2, new TenantPolicies(100, [Policy("heavy", new() { Weight = weight })]));
        farm.Add("heavy/app", Minute, count: 5000);
        farm.Add("light/app", Minute, count: 5000);

        farm.RunUntil(TimeSpan.FromHours(40));

        Assert.InRange(farm.Used("heavy/app") / (farm.Used("heavy/app") + farm.Used("light/app")), share - 0.02, share + 0.02);
    }

    [Fact]
    public void Organisations_share_first_then_their_projects()
    {
        var farm = Simulate(slots: 6, new TenantPolicies(100, [Policy("two", new() { Weight = 2 }), Policy("two/b", new() { Weight = 3 })]));
        foreach (var tenant in new[] { "one/a", "two/a", "two/b" })
            farm.Add(tenant, Minute, count: 20_000);

        farm.RunUntil(TimeSpan.FromHours(50));

        var all = farm.Used("one") + farm.Used("two");
        Assert.InRange(farm.Used("two") / all, 0.64, 0.69);
        Assert.InRange(farm.Used("two/b") / farm.Used("two"), 0.73, 0.77);
    }

    [Fact]
    public void Hours_of_idling_earn_no_more_than_the_credit()
    {
        var farm = Simulate(slots: 4, limit: 100);
        farm.Add("busy/app", Minute, count: 4 * 300);
        farm.Add("late/app", Minute);
        farm.RunUntil(TimeSpan.FromHours(4));
        farm.Add("late/app", Minute, count: 1000);
        var before = farm.Used("busy/app");

        farm.RunUntil(TimeSpan.FromHours(4) + (20 * Minute));

        // Half of 80 slot-minutes, less at most the credit of 2 mean runtimes and what was in flight.
        Assert.InRange((farm.Used("busy/app") - before) / Minute, 40 - 2 - 4, 40 + 4);
    }

    [Fact]
    public void Limits_hold_at_every_level_and_over_all_queues() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Bool).Array[1, 60].Sample(
            jobs =>
            {
                var scheduler = new FairScheduler(new FairSchedulerOptions
                {
                    Policies = new TenantPolicies(2, [Policy("org0", new() { MaxConcurrent = 3 }), Policy("org1", new() { MaxConcurrent = 0 })]),
                });
                foreach (var (i, (org, project, osx)) in jobs.Index())
                    scheduler.Add(TenantPath.Parse($"org{org}/p{project}"), scheduler.Queue(osx ? "osx" : "linux"), Id(i), 0, i);

                while (scheduler.TryStart([scheduler.Queue("linux"), scheduler.Queue("osx")], default, out _))
                {
                }

                // And not one below it either: a slot idles only when nothing is eligible.
                int Jobs(int org, int project) => jobs.Count(job => job.Item1 == org && job.Item2 == project);
                for (var org = 0; org < 3; org++)
                {
                    var uncapped = Enumerable.Range(0, 4).Sum(project => Math.Min(2, Jobs(org, project)));
                    Assert.Equal(org switch { 0 => Math.Min(3, uncapped), 1 => 0, _ => uncapped }, scheduler.RunningOf(TenantPath.Parse($"org{org}")));
                }
            },
            iter: 500);

    [Fact]
    public void Lowering_a_limit_stops_new_starts_and_raising_it_frees_them()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        var tickets = Enumerable.Range(0, 10).Select(i => scheduler.Add(TenantPath.Parse("a/x"), queue, Id(i), 0, i)).ToList();
        for (var i = 0; i < 5; i++)
            Assert.True(scheduler.TryStart([queue], default, out _));
        Assert.False(scheduler.TryStart([queue], default, out _));

        scheduler.Apply(new TenantPolicies(3));
        scheduler.Finish(tickets[0], Minute);
        scheduler.Finish(tickets[1], Minute);
        Assert.False(scheduler.TryStart([queue], Minute, out _));
        scheduler.Finish(tickets[2], Minute);
        Assert.True(scheduler.TryStart([queue], Minute, out _));

        scheduler.Apply(new TenantPolicies(4));
        Assert.True(scheduler.TryStart([queue], Minute, out _));
        Assert.False(scheduler.TryStart([queue], Minute, out _));
    }

    [Fact]
    public void Priority_orders_a_tenant_inside_and_gives_nothing_against_others()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        scheduler.Add(TenantPath.Parse("a/x"), queue, Id(1), 0, 1);
        scheduler.Add(TenantPath.Parse("a/x"), queue, Id(2), 9, 2);
        scheduler.Add(TenantPath.Parse("b/x"), queue, Id(3), 0, 3);

        var order = new List<JobId>();
        while (scheduler.TryStart([queue], default, out var started))
            order.Add(started.JobId);

        Assert.Equal([Id(2), Id(3), Id(1)], order);
    }

    [Fact]
    public void Who_runs_already_is_counted_also_above_the_limit()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions { Policies = new TenantPolicies(1) });
        var queue = scheduler.Queue("linux");
        var first = scheduler.AddRunning(TenantPath.Parse("a/x"), queue, Id(1), default);
        scheduler.AddRunning(TenantPath.Parse("a/x"), queue, Id(2), default);
        scheduler.Add(TenantPath.Parse("a/x"), queue, Id(3), 0, 3);

        Assert.Equal(2, scheduler.RunningOf(TenantPath.Parse("a")));
        scheduler.Finish(first, Minute);
        Assert.False(scheduler.TryStart([queue], Minute, out _));
    }

    [Fact]
    public void Only_leaves_hold_jobs()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        var ticket = scheduler.Add(TenantPath.Parse("a/x"), queue, Id(1), 0, 1);

        Assert.Throws<InvalidOperationException>(() => scheduler.Add(TenantPath.Parse("a"), queue, Id(2), 0, 2));
        Assert.Throws<InvalidOperationException>(() => scheduler.Add(TenantPath.Parse("a/x/deep"), queue, Id(2), 0, 2));
        Assert.Equal(1, scheduler.Waiting);

        scheduler.Remove(ticket);
        scheduler.Add(TenantPath.Parse("a"), queue, Id(2), 0, 2);
        Assert.True(scheduler.TryStart([queue], default, out _));
    }

    [Fact]
    public void A_ticket_is_good_for_one_life_of_its_job()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        var old = scheduler.Add(TenantPath.Parse("a/x"), queue, Id(1), 0, 1);

        Assert.Throws<ArgumentException>(() => scheduler.Finish(old, default));
        scheduler.Remove(old);
        scheduler.Add(TenantPath.Parse("a/x"), queue, Id(1), 0, 1);

        Assert.Throws<ArgumentException>(() => scheduler.Remove(old));
        Assert.Throws<ArgumentException>(() => scheduler.Remove(default));
        Assert.Equal(1, scheduler.Waiting);
    }

    [Fact]
    public void Decisions_allocate_nothing()
    {
        var scheduler = new FairScheduler();
        QueueKey[] queues = [scheduler.Queue("linux")];
        var sequence = 0;
        for (var tenant = 0; tenant < 100; tenant++)
        {
            for (var i = 0; i < 8; i++)
                scheduler.Add(TenantPath.Parse($"org{tenant % 10}/p{tenant}"), queues[0], Id(++sequence), 0, sequence);
        }

        var tickets = new JobTicket[300];
        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            for (var i = 0; i < tickets.Length; i++)
            {
                scheduler.TryStart(queues, TimeSpan.FromSeconds(i), out var started);
                tickets[i] = started.Ticket;
            }

            for (var i = 0; i < tickets.Length; i++)
                scheduler.Charge(tickets[i], TimeSpan.FromSeconds(400 + i));
            for (var i = 0; i < tickets.Length; i++)
                scheduler.Return(tickets[i]);
        }
    }

    [Theory]
    [InlineData("latest-first", 600, 2.0, "Order")]
    [InlineData("fair-share", 0, 2.0, "InitialRuntime")]
    [InlineData("fair-share", 600, -1.0, "Credit")]
    [InlineData("fair-share", 600, double.NaN, "Credit")]
    public void Wrong_settings_are_named(string order, int runtime, double credit, string field)
    {
        var options = new FairSchedulerOptions { Order = order, InitialRuntime = TimeSpan.FromSeconds(runtime), Credit = credit };

        Assert.Contains(field + ":", Assert.Throws<ArgumentException>(() => new FairScheduler(options)).Message, StringComparison.Ordinal);
    }

    private static KeyValuePair<TenantPath, TenantPolicy> Policy(string tenant, TenantPolicy policy) => new(TenantPath.Parse(tenant), policy);

    private static SlotSimulation Simulate(int slots, int limit, string order = SchedulingOrders.FairShare) =>
        Simulate(slots, new TenantPolicies(limit), order);

    private static SlotSimulation Simulate(int slots, TenantPolicies policies, string order = SchedulingOrders.FairShare) =>
        new(new FairScheduler(new FairSchedulerOptions { Policies = policies, Order = order }), slots);

    private static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));
}
