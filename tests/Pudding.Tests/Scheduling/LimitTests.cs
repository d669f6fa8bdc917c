using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

public sealed class LimitTests
{
    private readonly FairScheduler _scheduler = new(new FairSchedulerOptions { Policies = new TenantPolicies(1) });

    [Fact]
    public void The_default_limit_goes_with_the_last_own_job()
    {
        var queue = _scheduler.Queue("linux");
        var own = _scheduler.Add(TenantPath.Parse("a"), queue, Id(1), 0, 1);
        _scheduler.Remove(own);
        foreach (var i in new[] { 2, 3 })
            _scheduler.Add(TenantPath.Parse($"a/p{i}"), queue, Id(i), 0, i);

        Assert.Equal(2, StartAll(queue));
    }

    [Fact]
    public void The_default_limit_comes_with_the_first_own_job()
    {
        var queue = _scheduler.Queue("linux");
        var below = _scheduler.Add(TenantPath.Parse("a/p"), queue, Id(1), 0, 1);
        _scheduler.Remove(below);
        _scheduler.Add(TenantPath.Parse("a"), queue, Id(2), 0, 2);
        _scheduler.Add(TenantPath.Parse("a"), queue, Id(3), 0, 3);

        Assert.Equal(1, StartAll(queue));
    }

    [Fact]
    public void Tables_that_are_quite_full_hold_what_they_should()
    {
        // One root, 60 nodes and 3 more are 64: as many as there is room for at first.
        var queue = _scheduler.Queue("linux");
        for (var i = 1; i <= 60; i++)
            _scheduler.Add(TenantPath.Parse($"t{i}"), queue, Id(i), 0, i);
        _scheduler.Add(TenantPath.Parse("a/b/c"), queue, Id(61), 0, 61);

        Assert.Equal(0, _scheduler.ForgetIdle());
        _scheduler.Apply(new TenantPolicies(2));
        Assert.Equal(63, _scheduler.TakeSnapshot(default).Tenants.Count);
        Assert.Equal(63, _scheduler.Clone().Tenants);
        Assert.Equal(61, StartAll(queue));
    }

    private int StartAll(QueueKey queue)
    {
        var started = 0;
        while (_scheduler.TryStart([queue], default, out _))
            started++;
        return started;
    }

    private static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));
}
