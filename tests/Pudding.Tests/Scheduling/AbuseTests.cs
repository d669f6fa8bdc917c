using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Explanations;
using Pudding.Scheduling.Snapshots;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>What a tenant could try in order to get more, and what a host could get wrong.</summary>
public sealed class AbuseTests
{
    private static readonly string[] Tenants = ["a", "b", "c"];

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void An_empty_refill_does_not_turn_idle_time_into_credit()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions { WindowSize = 2, Backlog = new DeafOwner(), Policies = new TenantPolicies(100), InitialRuntime = Minute });
        var queue = scheduler.Queue("linux");
        var cheat = TenantPath.Parse("cheat/app");
        var tickets = Enumerable.Range(0, 2).Select(i => scheduler.Add(cheat, queue, Id(i), 0, i)).ToList();
        Assert.False(scheduler.TryAdd(cheat, queue, Id(2), 0, 2, out _));
        scheduler.TryStart([queue], default, out var started);
        scheduler.Remove(tickets[1]);
        scheduler.Finish(started.Ticket, Minute);
        scheduler.Refill(cheat, queue, [], [], hasMore: false); // the rest was cancelled, too

        var now = Minute;
        for (var i = 0; i < 6000; i++)
            Serve("steady/app", 100 + i);
        var ahead = 0;
        for (var isCheats = true; isCheats && ahead < 100; ahead += isCheats ? 1 : 0)
        {
            scheduler.TryAdd(cheat, queue, Id(10_000 + ahead), 0, 10_000 + ahead, out _);
            scheduler.TryAdd(TenantPath.Parse("steady/app"), queue, Id(20_000 + ahead), 0, 20_000 + ahead, out _);
            Assert.True(scheduler.TryStart([queue], now, out var next));
            isCheats = next.JobId.CompareTo(Id(20_000)) < 0;
            scheduler.Finish(next.Ticket, now += Minute);
        }

        Assert.InRange(ahead, 1, 4); // the credit, and not an hour of each that it was away

        void Serve(string tenant, int number)
        {
            scheduler.Add(TenantPath.Parse(tenant), queue, Id(number), 0, number);
            Assert.True(scheduler.TryStart([queue], now, out var job));
            scheduler.Finish(job.Ticket, now += Minute);
        }
    }

    [Fact]
    public void Organisations_that_came_once_are_forgotten_with_their_projects()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions { InitialRuntime = Minute });
        var queue = scheduler.Queue("linux");
        var now = TimeSpan.Zero;
        for (var i = 0; i < 2000; i++)
            Serve($"o{i}/p", i);
        for (var i = 2000; i < 10_000; i++)
            Serve("steady/app", i);

        scheduler.ForgetIdle();

        Assert.Equal(2, scheduler.Tenants);

        void Serve(string tenant, int number)
        {
            scheduler.Add(TenantPath.Parse(tenant), queue, Id(number), 0, number);
            Assert.True(scheduler.TryStart([queue], now, out var job));
            scheduler.Finish(job.Ticket, now += Minute);
        }
    }

    [Fact]
    public void A_hundred_thousand_tenants_that_come_and_go_leave_no_memory()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions { InitialRuntime = TimeSpan.FromSeconds(1) });
        var queue = scheduler.Queue("linux");
        var now = TimeSpan.Zero;
        var most = 0;
        for (var i = 0; i < 100_000; i++)
        {
            scheduler.Add(TenantPath.Parse($"o{i % 7}/p{i}"), queue, Id(i), 0, i);
            Assert.True(scheduler.TryStart([queue], now, out var job));
            scheduler.Finish(job.Ticket, now += TimeSpan.FromSeconds(1));
            most = Math.Max(most, scheduler.Tenants);
        }

        Assert.InRange(most, 8, 1000);
    }

    [Fact]
    public void A_guarantee_forgives_no_debt()
    {
        var policies = new TenantPolicies(1000, [KeyValuePair.Create(TenantPath.Parse("big"), new TenantPolicy { Guarantee = 1 })]);
        var farm = new SlotSimulation(new FairScheduler(new FairSchedulerOptions { Policies = policies }), slots: 10);
        farm.Add("big", TimeSpan.FromHours(1), count: 3000);
        for (var hour = 0; hour < 200; hour += 4)
        {
            farm.Add("small", Minute, count: 1190);
            farm.RunUntil(TimeSpan.FromHours(hour + 4));
        }

        // An even share, and what one guaranteed slot of ten adds to it at most.
        Assert.InRange(farm.Used("big") / (farm.Used("big") + farm.Used("small")), 0.45, 0.58);
    }

    [Fact]
    public void A_key_of_another_scheduler_is_refused()
    {
        var other = new FairScheduler();
        var keys = Enumerable.Range(0, 3).Select(i => other.Queue($"q{i}")).ToArray();
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        scheduler.Add(TenantPath.Parse("a/x"), queue, Id(1), 0, 1);

        Assert.Throws<ArgumentException>(() => scheduler.TryStart([keys[2]], default, out _));
        Assert.Throws<ArgumentException>(() => scheduler.TryStart([default], default, out _));
        Assert.Throws<ArgumentException>(() => scheduler.Add(TenantPath.Parse("a/x"), default, Id(2), 0, 2));
        Assert.Throws<ArgumentException>(() => scheduler.Explain(default, default, [new SlotGroup([keys[2]], 1)]));
        Assert.Equal((1, 0), (scheduler.Waiting, scheduler.Running));
    }

    [Fact]
    public void A_forecast_ends_when_a_token_comes_and_no_slot_is_free()
    {
        var policies = new TenantPolicies(5, [KeyValuePair.Create(TenantPath.Parse("b"), new TenantPolicy { StartsPerMinute = 1 })]);
        var scheduler = new FairScheduler(new FairSchedulerOptions { Policies = policies });
        var queue = scheduler.Queue("linux");
        scheduler.Add(TenantPath.Parse("b"), queue, Id(1), 0, 1);
        var waiting = scheduler.Add(TenantPath.Parse("b"), queue, Id(2), 0, 2);
        Assert.True(scheduler.TryStart([queue], default, out _));

        var explanation = scheduler.Explain(waiting, TimeSpan.FromSeconds(1), [new SlotGroup([queue], 1)]);

        Assert.Equal(TimeSpan.FromMinutes(10), explanation.ExpectedStart);
    }

    [Fact]
    public void A_restored_round_robin_goes_on_where_it_was()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions { Order = SchedulingOrders.RoundRobin });
        var queue = scheduler.Queue("linux");
        foreach (var (i, tenant) in Tenants.Index())
        {
            scheduler.Add(TenantPath.Parse(tenant), queue, Id(i), 0, i);
            scheduler.Add(TenantPath.Parse(tenant), queue, Id(10 + i), 0, 10 + i);
        }

        scheduler.TryStart([queue], default, out _); // a: next are b, c, a

        var restored = FairScheduler.Restore(
            scheduler.TakeSnapshot(default), new FairSchedulerOptions { Order = SchedulingOrders.RoundRobin }, default, TimeSpan.Zero);
        queue = restored.Queue("linux");
        foreach (var (tenant, number) in new[] { ("new", 99), ("a", 10), ("b", 1), ("c", 2) })
            restored.Add(TenantPath.Parse(tenant), queue, Id(number), 0, number);

        Assert.Equal([Id(1), Id(2), Id(10), Id(99)], Enumerable.Range(0, 4).Select(_ => restored.TryStart([queue], default, out var next) ? next.JobId : default));
    }

    [Theory]
    [InlineData("Runtime")]
    [InlineData("FloorFraction")]
    [InlineData("Tenant")]
    [InlineData("Name")]
    public void A_snapshot_that_makes_no_sense_is_refused(string field)
    {
        var snapshot = new SchedulerSnapshot
        {
            Serial = 1,
            Created = 1,
            Queues =
            [
                new QueueUsage
                {
                    Name = field == "Name" ? "" : "linux",
                    LastServed = 0,
                    Floor = 0,
                    Runtime = field == "Runtime" ? -Minute : null,
                    FloorFraction = field == "FloorFraction" ? double.NaN : 0,
                },
            ],
            Tenants = [new TenantUsage { Tenant = field == "Tenant" ? default : TenantPath.Parse("a"), Queue = "linux", Consumed = 0, Tie = 0 }],
            Rates = [],
        };

        var error = Assert.Throws<ArgumentException>(() => FairScheduler.Restore(snapshot, options: null, default, TimeSpan.Zero));
        Assert.Contains(field, error.Message, StringComparison.Ordinal);
    }

    private static JobId Id(int number) => new(new Guid(number + 1, 0, 0, new byte[8]));

    private sealed class DeafOwner : IBacklogOwner
    {
        public void OnLow(TenantPath tenant, QueueKey queue)
        {
        }

        public void OnDisplaced(JobId job)
        {
        }
    }
}
