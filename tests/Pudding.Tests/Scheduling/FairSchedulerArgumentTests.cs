using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>What is refused, with which words, and that nothing was changed then.</summary>
public sealed class FairSchedulerArgumentTests
{
    private static readonly TenantPath Project = TenantPath.Parse("a/x");

    public static TheoryData<FairSchedulerOptions, string> WrongOptions => new()
    {
        { new() { Order = "last" }, "Order: 'last' is unknown; known are fair-share, fifo, least-running, round-robin." },
        { new() { Policies = null! }, "Policies: none are given; leave them out for the defaults." },
        { new() { InitialRuntime = TimeSpan.Zero }, "InitialRuntime: 00:00:00 is not above zero and at most 30 days." },
        { new() { InitialRuntime = TimeSpan.FromDays(30) + TimeSpan.FromTicks(1) }, "InitialRuntime: 30.00:00:00.0000001 is not above zero and at most 30 days." },
        { new() { EstimateBy = (RuntimeEstimate)2 }, "EstimateBy: 2 is unknown; known are Queue, Tenant." },
        { new() { Credit = -0.1 }, "Credit: -0.1 is not a number from zero to 1000." },
        { new() { Credit = double.NaN }, "Credit: NaN is not a number from zero to 1000." },
        { new() { Credit = 1000.1 }, "Credit: 1000.1 is not a number from zero to 1000." },
        { new() { MaxGap = TimeSpan.FromTicks(-1) }, "MaxGap: -00:00:00.0000001 is below zero." },
        { new() { WindowSize = 1, Backlog = new Nobody() }, "WindowSize: 1 is less than 2." },
        { new() { WindowSize = 100 }, "Backlog: nobody keeps the jobs that don't fit into a WindowSize of 100." },
    };

    public static TheoryData<FairSchedulerOptions> ExtremeOptions =>
    [
        new() { InitialRuntime = TimeSpan.FromTicks(1) },
        new() { InitialRuntime = TimeSpan.FromDays(30) },
        new() { Credit = 0 },
        new() { Credit = 1000 },
        new() { MaxGap = TimeSpan.Zero },
        new() { WindowSize = 2, Backlog = new Nobody() },
        new() { Backlog = new Nobody() },
    ];

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void A_wrong_setting_is_named_with_what_is_wrong(FairSchedulerOptions options, string error)
    {
        Assert.Equal(error, Assert.Single(options.Validate()));

        var exception = Assert.Throws<ArgumentException>(nameof(options), () => new FairScheduler(options));
        Assert.StartsWith(error, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ExtremeOptions))]
    public void The_ends_of_a_range_belong_to_it(FairSchedulerOptions options)
    {
        Assert.Empty(options.Validate());

        Assert.Equal(0, new FairScheduler(options).Tenants);
    }

    [Fact]
    public void All_errors_are_named_at_once() =>
        Assert.StartsWith(
            "Credit: -1 is not a number from zero to 1000. MaxGap: -00:00:01 is below zero.",
            Assert.Throws<ArgumentException>(() => new FairScheduler(new FairSchedulerOptions { Credit = -1, MaxGap = TimeSpan.FromSeconds(-1) })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void What_is_missing_is_named()
    {
        var scheduler = new FairScheduler();

        Assert.Throws<ArgumentNullException>("name", () => scheduler.Queue(null!));
        Assert.Throws<ArgumentException>("name", () => scheduler.Queue(""));
        Assert.Throws<ArgumentNullException>("policies", () => scheduler.Apply(null!));
        Assert.Throws<ArgumentNullException>("policy", () => scheduler.SetPolicy(Project, null!));
        Assert.Throws<ArgumentNullException>("snapshot", () => FairScheduler.Restore(null!, new(), default, default));
        Assert.Throws<ArgumentOutOfRangeException>("age", () => FairScheduler.Restore(scheduler.TakeSnapshot(default), new(), default, TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentNullException>("slots", () => scheduler.Explain(default, default, null!));
    }

    [Fact]
    public void A_tenant_must_have_a_name()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");

        AssertSays("tenant", "The tenant path is empty.", () => scheduler.Add(default, queue, Id(1), 0, 1));
        AssertSays("tenant", "The tenant path is empty.", () => scheduler.TryAdd(default, queue, Id(1), 0, 1, out _));
        AssertSays("tenant", "The tenant path is empty.", () => scheduler.AddRunning(default, queue, Id(1), default));
        AssertSays("tenant", "The tenant path is empty.", () => scheduler.Refill(default, queue, [], [], hasMore: false));
        Assert.Equal(0, scheduler.Tenants);
    }

    [Fact]
    public void A_queue_key_must_be_the_schedulers_own()
    {
        var other = new FairScheduler();
        other.Queue("linux");
        var second = other.Queue("osx");
        var scheduler = new FairScheduler();

        AssertSays("queue", "The queue key is of no queue of this scheduler.", () => scheduler.Add(Project, default, Id(1), 0, 1));
        scheduler.Queue("linux");
        AssertSays("queue", "The queue key is of no queue of this scheduler.", () => scheduler.Add(Project, second, Id(1), 0, 1));
        Assert.Equal(0, scheduler.Waiting);
        scheduler.Add(Project, scheduler.Queue("linux"), Id(1), 0, 1);
    }

    [Fact]
    public void Who_is_in_the_way_of_a_job_is_named()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        scheduler.Add(TenantPath.Parse("a/x/1"), queue, Id(1), 0, 1);
        scheduler.Add(TenantPath.Parse("b"), queue, Id(2), 0, 2);

        AssertRefuses("Tenant 'a' has tenants with jobs below it; it can't hold jobs itself.", "a");
        AssertRefuses("Tenant 'a/x' has tenants with jobs below it; it can't hold jobs itself.", "a/x");
        AssertRefuses("Tenant 'b' holds jobs; no tenant below it can.", "b/x");
        AssertRefuses("Tenant 'b' holds jobs; no tenant below it can.", "b/x/1");
        Assert.Equal((2, 4), (scheduler.Waiting, scheduler.Tenants));

        void AssertRefuses(string error, string tenant) =>
            Assert.Equal(error, Assert.Throws<InvalidOperationException>(() => scheduler.Add(TenantPath.Parse(tenant), queue, Id(9), 0, 9)).Message);
    }

    [Fact]
    public void A_ticket_is_for_what_its_job_does()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        var waits = scheduler.Add(Project, queue, Id(1), 0, 1);
        var found = scheduler.AddRunning(Project, queue, Id(2), default);

        const string Waits = "The job doesn't run: it waits.";
        AssertSays("ticket", Waits, () => scheduler.Charge(waits, default));
        AssertSays("ticket", Waits, () => scheduler.Finish(waits, default));
        AssertSays("ticket", Waits, () => scheduler.Release(waits, default));
        AssertSays("ticket", Waits, () => scheduler.Return(waits));
        AssertSays("ticket", "The job doesn't wait: it runs.", () => scheduler.Reprioritise(found, 1));
        AssertSays("ticket", "The job ran when it was added: it has no place to go back to.", () => scheduler.Return(found));
        Assert.Equal((1, 1), (scheduler.Waiting, scheduler.Running));
    }

    [Fact]
    public void A_ticket_is_void_once_its_job_has_gone()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");
        var gone = scheduler.Add(Project, queue, Id(1), 0, 1);
        scheduler.Remove(gone);

        const string Void = "The ticket is not valid: its job was finished or removed.";
        AssertSays("ticket", Void, () => scheduler.Remove(gone));
        AssertSays("ticket", Void, () => scheduler.Remove(default));
        AssertSays("ticket", Void, () => scheduler.Remove(new JobTicket(0, 2)));
        AssertSays("ticket", Void, () => scheduler.Remove(new JobTicket(1, 0)));
        AssertSays("ticket", Void, () => scheduler.Remove(new JobTicket(1, 1)));
        AssertSays("ticket", Void, () => scheduler.Remove(new JobTicket(-1, 1)));
        AssertSays("ticket", Void, () => scheduler.Reprioritise(gone, 1));
        AssertSays("ticket", Void, () => scheduler.Finish(gone, default));
        AssertSays("ticket", Void, () => scheduler.Explain(gone, default, []));
    }

    [Fact]
    public void A_policy_that_does_not_fit_changes_nothing()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions { Policies = new TenantPolicies(1) });
        var queue = scheduler.Queue("linux");
        scheduler.Add(Project, queue, Id(1), 0, 1);

        var wrong = Assert.Throws<ArgumentException>("policy", () => scheduler.SetPolicy(Project, new() { MaxConcurrent = -1, Paused = true }));
        Assert.StartsWith("Tenant 'a/x': MaxConcurrent: -1 is below zero", wrong.Message, StringComparison.Ordinal);
        var tooMuch = Assert.Throws<ArgumentException>("policy", () => scheduler.SetPolicy(Project, new() { Guarantee = 1, Paused = true }));
        Assert.StartsWith("Tenant 'a': Guarantee: 0 is less than the 1 guaranteed right below it.", tooMuch.Message, StringComparison.Ordinal);

        Assert.Equal(TenantPolicy.Default, scheduler.Policies[Project]);
        Assert.True(scheduler.TryStart([queue], default, out _));
    }

    private static void AssertSays(string parameter, string error, Action act)
    {
        var exception = Assert.Throws<ArgumentException>(parameter, act);
        Assert.StartsWith(error, exception.Message, StringComparison.Ordinal);
    }

    private static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private sealed class Nobody : IBacklogOwner
    {
        public void OnLow(TenantPath tenant, QueueKey queue)
        {
        }

        public void OnDisplaced(JobId job)
        {
        }
    }
}
