using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Trees;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

public sealed class ForgetIdleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TenantPath Project = TenantPath.Parse("a/x");

    [Fact]
    public void A_hundred_thousand_tenants_come_and_go_and_memory_stays_small()
    {
        var state = new SchedulerState(new FairSchedulerOptions { InitialRuntime = Second });
        var scheduler = new FairScheduler(state);
        QueueKey[] queues = [scheduler.Queue("linux"), scheduler.Queue("osx")];
        var now = TimeSpan.Zero;
        for (var i = 0; i < 100_000; i++)
        {
            scheduler.Add(TenantPath.Parse($"org{i / 7}/p{i}"), queues[i % 2], Id(i), 0, i);
            Assert.True(scheduler.TryStart(queues, now, out var started));
            now += Second;
            scheduler.Finish(started.Ticket, now);
        }

        Assert.InRange(state.Tenants.End, 1, 256);
        Assert.InRange(state.Nodes.End, 1, 256);
        Assert.InRange(state.Jobs.End, 1, 1);
        Assert.InRange(scheduler.Tenants, 1, 256);
    }

    [Fact]
    public void Jobs_that_come_and_go_use_their_slots_again()
    {
        var state = new SchedulerState(new FairSchedulerOptions());
        var scheduler = new FairScheduler(state);
        var queue = scheduler.Queue("linux");
        for (var round = 0; round < 10; round++)
        {
            var tickets = Enumerable.Range(0, 100).Select(i => scheduler.Add(Project, queue, Id(i), 0, i)).ToList();
            foreach (var ticket in tickets)
                scheduler.Remove(ticket);
        }

        Assert.Equal(100, state.Jobs.End);
        Assert.Equal(0, scheduler.Waiting);
    }

    [Fact]
    public void Who_never_ran_is_forgotten_with_those_above()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        var ticket = scheduler.Add(TenantPath.Parse("a/x/1"), queue, Id(1), 0, 1);
        scheduler.Add(TenantPath.Parse("b"), queue, Id(2), 0, 2);
        Assert.Equal(0, scheduler.ForgetIdle());
        Assert.Equal(4, scheduler.Tenants);

        scheduler.Remove(ticket);

        Assert.Equal(3, scheduler.ForgetIdle());
        Assert.Equal(1, scheduler.Tenants);
        Assert.Equal(0, scheduler.ForgetIdle());
        Assert.True(scheduler.TryStart([queue], default, out var started));
        Assert.Equal(Id(2), started.JobId);
    }

    [Fact]
    public void Who_has_used_something_is_kept_until_the_others_have_come_as_far()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions { InitialRuntime = Second, Credit = 2 });
        var queue = scheduler.Queue("linux");
        Run(scheduler, queue, "a", 1, TimeSpan.Zero);
        Assert.Equal(0, scheduler.ForgetIdle());

        // Each second of b's is seen by V when b is picked the next time: after 3 and the pick of the fourth it stands at 3, and the credit is 2.
        var now = Second;
        for (var i = 2; i < 5; i++)
        {
            Run(scheduler, queue, "b", i, now);
            now += Second;
        }

        Assert.Equal(0, scheduler.ForgetIdle());
        scheduler.Add(TenantPath.Parse("b"), queue, Id(5), 0, 5);
        Assert.True(scheduler.TryStart([queue], now, out _));
        Assert.Equal(1, scheduler.ForgetIdle());
        Assert.Equal(1, scheduler.Tenants);
    }

    [Fact]
    public void Who_runs_something_is_kept()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        var ticket = scheduler.AddRunning(Project, queue, Id(1), default);

        Assert.Equal(0, scheduler.ForgetIdle());
        Assert.Equal(1, scheduler.RunningOf(Project));
        scheduler.Remove(ticket);
        Assert.Equal(2, scheduler.ForgetIdle());
        Assert.Equal(0, scheduler.RunningOf(Project));
    }

    [Fact]
    public void Who_has_used_its_start_rate_is_kept_until_the_bucket_is_full()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions
        {
            Policies = new TenantPolicies(5, [new(Project, new TenantPolicy { StartsPerMinute = 1, StartBurst = 2 })]),
        });
        var queue = scheduler.Queue("linux");
        scheduler.Add(Project, queue, Id(1), 0, 1);
        Assert.True(scheduler.TryStart([queue], TimeSpan.Zero, out var started));
        scheduler.Finish(started.Ticket, TimeSpan.Zero);

        Assert.False(scheduler.TryStart([queue], TimeSpan.FromSeconds(59), out _));
        Assert.Equal(0, scheduler.ForgetIdle());
        Assert.False(scheduler.TryStart([queue], TimeSpan.FromSeconds(60), out _));
        Assert.Equal(2, scheduler.ForgetIdle());
        Assert.Equal(0, scheduler.Tenants);
    }

    [Fact]
    public void Who_was_forgotten_in_one_queue_is_still_known_in_the_other()
    {
        var scheduler = new FairScheduler();
        var (linux, osx) = (scheduler.Queue("linux"), scheduler.Queue("osx"));
        var first = scheduler.Add(Project, linux, Id(1), 0, 1);
        scheduler.Add(Project, osx, Id(2), 0, 2);
        scheduler.Remove(first);

        Assert.Equal(0, scheduler.ForgetIdle());
        scheduler.SetPolicy(Project, new TenantPolicy { Paused = true });
        Assert.False(scheduler.TryStart([linux, osx], default, out _));
        scheduler.SetPolicy(Project, new TenantPolicy());
        Assert.True(scheduler.TryStart([linux, osx], default, out var started));
        Assert.Equal(Id(2), started.JobId);
    }

    private static void Run(FairScheduler scheduler, QueueKey queue, string tenant, int job, TimeSpan now)
    {
        scheduler.Add(TenantPath.Parse(tenant), queue, Id(job), 0, job);
        Assert.True(scheduler.TryStart([queue], now, out var started));
        scheduler.Finish(started.Ticket, now + Second);
    }

    private static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));
}
