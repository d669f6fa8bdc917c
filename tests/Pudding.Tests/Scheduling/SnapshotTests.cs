using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Snapshots;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

public sealed class SnapshotTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly TenantPath A = TenantPath.Parse("a");
    private static readonly TenantPath B = TenantPath.Parse("b");

    [Fact]
    public void It_says_who_has_used_how_much()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions
        {
            EstimateBy = RuntimeEstimate.Tenant,
            Policies = new TenantPolicies(5, [new(B, new TenantPolicy { StartsPerMinute = 1 })]),
        });
        var linux = scheduler.Queue("linux");
        scheduler.Queue("osx");
        scheduler.Add(TenantPath.Parse("o/p"), linux, Id(1), 0, 1);
        Assert.True(scheduler.TryStart([linux], default, out var started));
        scheduler.Finish(started.Ticket, Minute);
        scheduler.Add(B, linux, Id(2), 0, 2);
        Assert.True(scheduler.TryStart([linux], Minute, out _));
        scheduler.Add(A, linux, Id(3), 0, 3);

        var snapshot = scheduler.TakeSnapshot(Minute + (Minute / 4));

        Assert.Equal(2, snapshot.Serial);
        Assert.Equal([("linux", Minute, 2L), ("osx", null, 0L)], snapshot.Queues.Select(static queue => (queue.Name, queue.Runtime, queue.LastServed)));
        Assert.Equal(["o", "b", "a", "o/p"], snapshot.Tenants.Select(static usage => usage.Tenant.Value));
        Assert.Equal([false, false, true, false], snapshot.Tenants.Select(static usage => usage.WasEligible));
        Assert.Equal([null, null, null, Minute], snapshot.Tenants.Select(static usage => usage.Runtime));
        Assert.All(snapshot.Tenants, static usage => Assert.Equal("linux", usage.Queue));
        Assert.InRange(snapshot.Tenants[0].Consumed, 59_999_999, 60_000_001);
        Assert.Equal(new RateUsage { Tenant = B, FullIn = Minute * 3 / 4 }, Assert.Single(snapshot.Rates));
    }

    [Fact]
    public void A_bucket_that_is_full_again_is_not_in_it()
    {
        var scheduler = Rated();
        Run(scheduler, B, 1, default);

        Assert.Single(scheduler.TakeSnapshot(Minute - TimeSpan.FromTicks(1)).Rates);
        Assert.Empty(scheduler.TakeSnapshot(Minute).Rates);
    }

    [Fact]
    public void A_start_rate_goes_on_where_it_was_less_the_age_of_the_snapshot()
    {
        var scheduler = Rated();
        Run(scheduler, B, 1, default);
        var snapshot = scheduler.TakeSnapshot(Minute / 4);

        var restored = FairScheduler.Restore(snapshot, Options(), now: 100 * Minute, age: Minute / 2);
        var queue = restored.Queue("linux");
        restored.Add(B, queue, Id(2), 0, 2);

        Assert.Equal((100 * Minute) + (Minute / 4), restored.NextTokenAt);
        Assert.False(restored.TryStart([queue], (100 * Minute) + (Minute / 4) - TimeSpan.FromTicks(1), out _));
        Assert.True(restored.TryStart([queue], (100 * Minute) + (Minute / 4), out _));
    }

    [Fact]
    public void What_ran_unseen_is_charged_for_its_age()
    {
        Assert.InRange(ChargedAfter(age: 3 * Minute, startedAt: 50 * Minute), 179_999_999, 180_000_001);
        Assert.InRange(ChargedAfter(age: 10 * Minute, startedAt: 50 * Minute), 599_999_999, 600_000_001);
        Assert.InRange(ChargedAfter(age: 30 * Minute, startedAt: 50 * Minute), 599_999_999, 600_000_001);
        Assert.InRange(ChargedAfter(age: 3 * Minute, startedAt: 99 * Minute), 59_999_999, 60_000_001);
        Assert.Equal(0, ChargedAfter(age: TimeSpan.Zero, startedAt: 50 * Minute));
    }

    [Fact]
    public void What_is_learnt_of_runtimes_is_kept()
    {
        var scheduler = Rated();
        Run(scheduler, A, 1, default);

        var again = FairScheduler.Restore(scheduler.TakeSnapshot(Minute), Options(), default, default).TakeSnapshot(default);

        Assert.Equal(Minute, Assert.Single(again.Queues).Runtime);
        Assert.Equal(scheduler.TakeSnapshot(Minute).Tenants, again.Tenants);
    }

    [Fact]
    public void Before_anything_was_learnt_the_new_settings_count()
    {
        var scheduler = new FairScheduler();
        scheduler.Queue("linux");

        var restored = FairScheduler.Restore(scheduler.TakeSnapshot(default), Options() with { InitialRuntime = Minute }, default, default);
        var queue = restored.Queue("linux");
        restored.Add(A, queue, Id(1), 0, 1);
        restored.Add(A, queue, Id(2), 0, 2);
        restored.Add(B, queue, Id(3), 0, 3);

        Assert.Null(Assert.Single(restored.TakeSnapshot(default).Queues).Runtime);
        Assert.True(restored.TryStart([queue], default, out var started));
        Assert.Equal(Id(1), started.JobId);
    }

    private static long ChargedAfter(TimeSpan age, TimeSpan startedAt)
    {
        var now = 100 * Minute;
        var restored = FairScheduler.Restore(new FairScheduler().TakeSnapshot(default), Options(), now, age);
        var ticket = restored.AddRunning(A, restored.Queue("linux"), Id(1), startedAt);
        restored.Charge(ticket, now);
        return Assert.Single(restored.TakeSnapshot(now).Tenants).Consumed;
    }

    private static FairSchedulerOptions Options() =>
        new() { Policies = new TenantPolicies(5, [new(B, new TenantPolicy { StartsPerMinute = 1 })]) };

    private static FairScheduler Rated() => new(Options());

    private static void Run(FairScheduler scheduler, TenantPath tenant, int job, TimeSpan now)
    {
        var queue = scheduler.Queue("linux");
        scheduler.Add(tenant, queue, Id(job), 0, job);
        Assert.True(scheduler.TryStart([queue], now, out var started));
        scheduler.Finish(started.Ticket, now + Minute);
    }

    private static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));
}
