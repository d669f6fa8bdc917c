using System.Text.Json;
using CsCheck;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Explanations;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

public sealed class ExplainTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly string[] AllQueues = ["linux", "osx"];

    [Fact]
    public void A_running_job_needs_no_explanation()
    {
        var farm = new ExplainedFarm();
        var ticket = farm.Start("a/x");

        var explanation = farm.Explain(ticket);

        Assert.Equal((true, "a/x", "linux", Minute), (explanation.IsRunning, explanation.Tenant.Value, explanation.Queue, explanation.At));
        Assert.Empty(explanation.Obstacles);
        Assert.Empty(explanation.Standings);
        Assert.Null(explanation.ExpectedStart);
    }

    [Theory]
    [InlineData(null, "DefaultLimit")]
    [InlineData(5, "MaxConcurrent")]
    public void The_limit_of_its_project_is_full_over_all_queues(int? limit, string setting)
    {
        var farm = new ExplainedFarm(("a/x", new() { MaxConcurrent = limit }));
        farm.Start("a/x", "osx", count: 2);
        farm.Start("a/x", count: 3);

        var obstacle = Assert.Single(farm.Explain(farm.Add("a/x", "osx")).Obstacles);

        Assert.Equal((ObstacleKind.LimitReached, "a/x", setting, 5, 5), (obstacle.Kind, obstacle.Tenant?.Value, obstacle.Setting, obstacle.Limit, obstacle.Running));
        Assert.Equal([Use("a/x", "linux", 3), Use("a/x", "osx", 2)], obstacle.UsedBy);
    }

    [Fact]
    public void The_limit_of_its_organisation_is_full_by_others()
    {
        var farm = new ExplainedFarm(("a", new() { MaxConcurrent = 4 }), ("a/t", new()));
        farm.Start("a/x", "osx", count: 2);
        farm.Start("a/t/y");
        farm.Start("a/t/z");
        farm.Start("b/x", count: 3);
        farm.SetPolicy("a", new() { MaxConcurrent = 3 });

        var obstacle = Assert.Single(farm.Explain(farm.Add("a/w")).Obstacles);

        Assert.Equal((ObstacleKind.LimitReached, "a", "MaxConcurrent", 3, 4), (obstacle.Kind, obstacle.Tenant?.Value, obstacle.Setting, obstacle.Limit, obstacle.Running));
        Assert.Equal([Use("a/t", "linux", 2), Use("a/x", "osx", 2)], obstacle.UsedBy);
    }

    [Fact]
    public void At_its_limit_a_tenant_may_borrow_up_to_the_ceiling()
    {
        var farm = new ExplainedFarm(("a/x", new() { MaxConcurrent = 1, BorrowIdle = true, BorrowCeiling = 2 }));
        farm.Start("a/x");
        var waiting = farm.Add("a/x");
        farm.Add("b/x");

        var borrowing = farm.Explain(waiting);
        farm.Take("a/x");
        var full = Assert.Single(farm.Explain(waiting).Obstacles);

        Assert.Empty(borrowing.Obstacles);
        Assert.Equal([new Standing(TenantPath.Parse("a/x"), 1, 1, false, true), new Standing(TenantPath.Parse("a"), 2, 2, false, true)], borrowing.Standings);
        Assert.Equal((ObstacleKind.LimitReached, "BorrowCeiling", 2), (full.Kind, full.Setting, full.Limit));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a/b")]
    [InlineData("a/b/c")]
    public void Someone_on_its_path_is_paused(string paused)
    {
        var farm = new ExplainedFarm((paused, new() { Paused = true }));

        var explanation = farm.Explain(farm.Add("a/b/c"));

        Assert.Equal(
            new Obstacle { Kind = ObstacleKind.Paused, Tenant = TenantPath.Parse(paused), Setting = "Paused" },
            Assert.Single(explanation.Obstacles) with { UsedBy = new Obstacle { Kind = ObstacleKind.Paused }.UsedBy });
        Assert.Null(explanation.ExpectedStart);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a/x")]
    public void Someone_on_its_path_has_used_up_the_start_rate(string limited)
    {
        var farm = new ExplainedFarm((limited, new() { StartsPerMinute = 0.5, StartBurst = 2 }));
        farm.Start("a/x", count: 2);

        var explanation = farm.Explain(farm.Add("a/x"), 1.5 * Minute);

        var obstacle = Assert.Single(explanation.Obstacles);
        Assert.Equal(
            (ObstacleKind.StartRate, limited, "StartsPerMinute", 0.5, 3 * Minute, 1.5 * Minute),
            (obstacle.Kind, obstacle.Tenant?.Value, obstacle.Setting, obstacle.StartsPerMinute, obstacle.Until, obstacle.Wait));
        Assert.Equal(3 * Minute, explanation.ExpectedStart);
        Assert.Empty(farm.Explain(farm.Add("a/x"), 3 * Minute).Obstacles);
    }

    [Fact]
    public void No_worker_serves_its_queue()
    {
        var farm = new ExplainedFarm();
        var ticket = farm.Add("a/x", "osx");

        foreach (var slots in (SlotGroup[][])[[], [new([farm.Queue("linux")], 5)], [new([farm.Queue("osx")], 0)]])
        {
            var explanation = farm.Scheduler.Explain(ticket, Minute, slots);
            Assert.Equal(ObstacleKind.NoWorker, Assert.Single(explanation.Obstacles).Kind);
            Assert.Null(explanation.ExpectedStart);
        }
    }

    [Theory]
    [InlineData("MaxConcurrent")]
    [InlineData("BorrowCeiling")]
    [InlineData("DefaultLimit")]
    public void A_limit_of_zero_is_for_good(string setting)
    {
        var farm = new ExplainedFarm(defaultLimit: 0, policies: ("a/x", setting switch
        {
            "MaxConcurrent" => new() { MaxConcurrent = 0 },
            "BorrowCeiling" => new() { BorrowIdle = true, BorrowCeiling = 0 },
            _ => new(),
        }));

        var explanation = farm.Explain(farm.Add("a/x"));

        Assert.Equal(($"a/x may run nothing ({setting} is 0).", null), (Assert.Single(explanation.Obstacles).ToString(), explanation.ExpectedStart));
    }

    [Fact]
    public void Several_obstacles_are_told_from_the_leaf_up()
    {
        var farm = new ExplainedFarm(("a", new() { MaxConcurrent = 3, StartsPerMinute = 1 }), ("a/t", new() { Paused = true }), ("a/t/x", new() { MaxConcurrent = 0 }));
        farm.Start("a/y");
        farm.Take("a/y", count: 2);

        var explanation = farm.Scheduler.Explain(farm.Add("a/t/x", "osx"), 1.5 * Minute, []);

        Assert.Equal(
            [
                (ObstacleKind.NoWorker, null), (ObstacleKind.LimitReached, "a/t/x"), (ObstacleKind.Paused, "a/t"), (ObstacleKind.LimitReached, "a"),
                (ObstacleKind.StartRate, "a"),
            ],
            explanation.Obstacles.Select(static obstacle => (obstacle.Kind, obstacle.Tenant?.Value)));
    }

    [Fact]
    public void It_stands_behind_those_who_have_and_used_less_at_each_level()
    {
        var farm = new ExplainedFarm(("g", new() { Guarantee = 2 }), ("full", new() { MaxConcurrent = 0 }));
        farm.Take("a/x", count: 2);
        farm.Take("a/y");
        farm.Take("b/x");
        var ticket = farm.Add("a/x");
        foreach (var tenant in new[] { "a/y", "a/z", "b/x", "c/x", "full/x", "g/x" })
            farm.Add(tenant);

        Assert.Equal([Standing("a/x", 3, 3), Standing("a", 4, 4)], farm.Explain(ticket).Standings);
        Assert.Equal([Standing("g/x", 1, 1), Standing("g", 1, 4) with { IsGuaranteed = true }], farm.Explain(farm.Add("g/x")).Standings);
    }

    [Fact]
    public void Jobs_of_its_tenant_go_before_it_by_priority_and_age()
    {
        var farm = new ExplainedFarm();
        farm.Add("a/x", count: 2);
        var ticket = farm.Add("a/x");
        farm.Add("a/x", priority: 5, count: 3);
        farm.Add("a/x", priority: -1);
        farm.Add("a/x", "osx", priority: 9);
        farm.Add("b/x", priority: 9);

        var explanation = farm.Explain(ticket);

        Assert.Equal((5, 3), (explanation.JobsAhead, explanation.JobsAheadByPriority));
    }

    [Fact]
    public void Free_slots_are_those_that_serve_its_queue()
    {
        var farm = new ExplainedFarm();
        farm.Take("a/x", count: 3);
        farm.Take("a/x", "osx");

        Assert.Equal(17, farm.Explain(farm.Add("b/x")).FreeSlots);
        Assert.Equal(4, farm.Explain(farm.Add("b/x", "osx")).FreeSlots);
        Assert.Equal(0, farm.Explain(farm.Add("b/x", "windows")).FreeSlots);
    }

    [Fact]
    public void An_operator_can_read_it()
    {
        List<string> texts = [];

        var farm = new ExplainedFarm(
            ("rails", new() { MaxConcurrent = 9 }),
            ("night", new() { MaxConcurrent = 1, BorrowIdle = true }),
            ("deploy", new() { Guarantee = 2 }),
            ("mirror/sync", new() { StartsPerMinute = 0.5 }),
            ("stopped", new() { Paused = true }),
            ("closed", new() { MaxConcurrent = 0 }));
        Say(farm.Start("rails/rails", "osx"));
        Say(farm.Add("rails/rails"));
        farm.Take("rails/rails", count: 4);
        farm.Take("rails/web", count: 3);
        farm.Take("rails/api", "osx");
        Say(farm.Add("rails/jobs"));
        Say(farm.Add("rails/rails"));
        Say(farm.Add("rails/rails", "osx", priority: 1));
        farm.Start("mirror/sync", "cron");
        Say(farm.Add("a/x", "cron"));
        Say(farm.Add("mirror/sync", "cron"));
        Say(farm.Add("stopped/x"));
        Say(farm.Add("closed/x"));
        Say(farm.Add("a/x", "windows"));
        farm.Take("night/build");
        farm.Add("c/x", count: 7);
        Say(farm.Add("c/x"));
        Say(farm.Add("c/x", priority: 1));
        Say(farm.Add("c/x", priority: 2));
        Say(farm.Add("c/x", priority: 1));
        Say(farm.Add("night/build"));
        Say(farm.Add("deploy/site"));

        var busy = new ExplainedFarm(("a", new() { MaxConcurrent = 14 }));
        for (var i = 0; i < 14; i++)
            busy.Start($"a/p{i % 8}");
        texts.Add(busy.Explain(busy.Add("a/x")).ToString());

        Snapshots.Match(string.Join("\n\n", texts));

        void Say(JobTicket ticket) => texts.Add(farm.Explain(ticket, 1.25 * Minute).ToString());
    }

    [Theory]
    [InlineData(0, "a second")]
    [InlineData(0.2, "a second")]
    [InlineData(1.2, "2 s")]
    [InlineData(119, "119 s")]
    [InlineData(119.5, "2 min")]
    [InlineData(121, "3 min")]
    [InlineData(7199, "2 h")]
    [InlineData(7261, "2 h 2 min")]
    [InlineData(47 * 3600, "47 h")]
    [InlineData(48 * 3600, "2 days")]
    [InlineData(49.5 * 3600, "2 days 2 h")]
    public void A_wait_is_said_as_a_person_would(double seconds, string words)
    {
        var obstacle = new Obstacle { Kind = ObstacleKind.StartRate, Tenant = TenantPath.Parse("a"), Setting = "Rate", StartsPerMinute = 2, Wait = TimeSpan.FromSeconds(seconds) };

        Assert.Equal($"a has used up its start rate of 2 a minute (Rate); its next start may be in {words}.", obstacle.ToString());
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        var farm = new ExplainedFarm();
        var ticket = farm.Add("a/x");
        var other = new FairScheduler();
        other.Queue("first");
        var foreign = other.Queue("second");

        Assert.Throws<ArgumentException>("ticket", () => farm.Scheduler.Explain(default, Minute, []));
        Assert.Throws<ArgumentException>("slots", () => farm.Scheduler.Explain(ticket, Minute, [new([farm.Queue("linux")], -1)]));
        Assert.Throws<ArgumentException>("slots", () => farm.Scheduler.Explain(ticket, Minute, [new([foreign], 1)]));
        Assert.Throws<ArgumentOutOfRangeException>("chargeEvery", () => farm.Scheduler.Explain(ticket, Minute, [], TimeSpan.Zero));
    }

    [Fact]
    public void Explaining_changes_nothing() =>
        Gen.Select(
            Gen.Int[0, SchedulingOrders.All.Count - 1],
            Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4], Gen.Int[0, 1], Gen.Int[0, 90]).Array[1, 120]).Sample(
            (order, steps) => Assert.Equal(Play(SchedulingOrders.All[order], steps, explains: false), Play(SchedulingOrders.All[order], steps, explains: true)),
            iter: 500);

    /// <summary>Plays random steps.</summary>
    /// <returns>Everything that was decided, and what is remembered in the end.</returns>
    private static string Play(string order, (int Kind, int Tenant, int Queue, int Seconds)[] steps, bool explains)
    {
        string[] tenants = ["a/x", "a/y", "b/x", "b/y", "c"];
        var farm = new ExplainedFarm(
            order,
            3,
            ("a", new() { StartsPerMinute = 2 }),
            ("a/x", new() { MaxConcurrent = 1, BorrowIdle = true, Weight = 3 }),
            ("b/x", new() { StartsPerMinute = 4, StartBurst = 2 }),
            ("c", new() { Guarantee = 1, StartsPerMinute = 1 }));
        QueueKey[] queues = [farm.Queue("linux"), farm.Queue("osx")];
        var waiting = new Dictionary<JobId, JobTicket>();
        var running = new List<JobTicket>();
        var log = new List<int>();
        var now = TimeSpan.Zero;
        foreach (var (kind, tenant, queue, seconds) in steps)
        {
            if (explains)
            {
                foreach (var ticket in waiting.Values.Take(3))
                    farm.Scheduler.Explain(ticket, now, [new(queues, 3)], Minute);
            }

            switch (kind)
            {
                case < 3:
                    var added = farm.Add(tenants[tenant], AllQueues[queue], seconds % 3);
                    waiting.Add(farm.Newest, added);
                    break;
                case < 6 when farm.Scheduler.TryStart(queue == 0 ? queues : [queues[0]], now, out var started):
                    waiting.Remove(started.JobId);
                    running.Add(started.Ticket);
                    log.Add(started.Ticket.Index);
                    break;
                case 6 when running.Count > 0:
                    farm.Scheduler.Finish(running[tenant % running.Count], now);
                    running.RemoveAt(tenant % running.Count);
                    break;
                case 7:
                    running.ForEach(ticket => farm.Scheduler.Charge(ticket, now));
                    break;
                case 8:
                    farm.SetPolicy("a/y", new() { Weight = 1 + (seconds % 5), MaxConcurrent = 1 + queue });
                    break;
                default:
                    now += TimeSpan.FromSeconds(seconds);
                    break;
            }
        }

        return string.Join(' ', log) + JsonSerializer.Serialize(farm.Scheduler.TakeSnapshot(now)) + farm.Scheduler.NextTokenAt;
    }

    private static SlotUse Use(string tenant, string queue, int running) => new(TenantPath.Parse(tenant), queue, running);

    private static Standing Standing(string tenant, int rank, int of) => new(TenantPath.Parse(tenant), rank, of, false, false);
}
