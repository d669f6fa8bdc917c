using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Windows;

/// <summary>A tenant has started all that it has in memory, and the refill comes a while later: it is treated as one that had its work here all along. Each history ends
/// with the decisions of a scheduler that has everything; nobody gets a credit, so that seconds of slot time decide.</summary>
public sealed class AwaitedRefillTests : IBacklogOwner
{
    private static readonly TenantPolicy Unlimited = new() { MaxConcurrent = 100 };

    private readonly FairScheduler _scheduler;
    private readonly QueueKey _queue;
    private readonly Dictionary<string, JobTicket> _running = [];
    private readonly List<TenantPath> _asked = [];
    private readonly Dictionary<JobId, string> _names = [];
    private TimeSpan _now;
    private int _sequence;

    public AwaitedRefillTests()
    {
        _scheduler = new FairScheduler(new FairSchedulerOptions { WindowSize = 2, Backlog = this, Credit = 0, Policies = new TenantPolicies(1) });
        _queue = _scheduler.Queue("linux");
    }

    [Theory]
    [InlineData("deep")]
    [InlineData("deep/app")]
    public void Meanwhile_it_counts_among_those_that_what_is_charged_is_spread_over(string deep)
    {
        _scheduler.SetPolicy(TenantPath.Parse(deep), Unlimited);
        Add("old", "old");
        StartAndFinish(seconds: 8, "old"); // old has consumed 8, and V is 2
        Fill(deep);
        StartAndFinish(seconds: 0, deep, deep);
        Assert.Equal([TenantPath.Parse(deep)], _asked);
        Add("other");
        StartAndFinish(seconds: 60, "other"); // V grows by 60 / 4 / 3, since three were active, to 7: not to 9.5

        Refill(deep);
        Add("newcomer");

        Assert.Equal([deep, "newcomer", "old"], [Start(), Start(), Start()]);
    }

    [Theory]
    [InlineData("deep")]
    [InlineData("deep/app")]
    public void When_it_may_start_again_it_comes_back_then_and_not_with_the_refill(string deep)
    {
        Fill(deep);
        StartAndFinish(seconds: 4, deep);
        Assert.Equal(deep, Start()); // it is at its limit
        Finish(deep, seconds: 4); // and no longer: it comes back with the 8 that it has consumed, and V is 5
        Assert.Equal([TenantPath.Parse(deep)], _asked);
        Add("old", "old");
        StartAndFinish(seconds: 4, "old"); // old has consumed 9
        Add("other");
        StartAndFinish(seconds: 80, "other"); // V is 12.2

        Refill(deep);

        Assert.Equal([deep, "old"], [Start(), Start()]);
    }

    [Fact]
    public void It_is_away_once_its_owner_says_that_there_is_nothing_more()
    {
        Fill("deep");
        StartAndFinish(seconds: 4, "deep", "deep");
        _scheduler.Refill(TenantPath.Parse("deep"), _queue, [], [], hasMore: false);
        Add("old", "old");
        StartAndFinish(seconds: 4, "old"); // old has consumed 9
        Add("other");
        StartAndFinish(seconds: 80, "other"); // V is far beyond

        Add("deep");

        Assert.Equal(["old", "deep"], [Start(), Start()]);
    }

    void IBacklogOwner.OnLow(TenantPath tenant, QueueKey queue) => _asked.Add(tenant);

    void IBacklogOwner.OnDisplaced(JobId job) => Assert.Fail("Nothing comes before what is in memory.");

    private void Add(params string[] tenants)
    {
        foreach (var tenant in tenants)
            _scheduler.Add(TenantPath.Parse(tenant), _queue, NextId(tenant), 0, _sequence);
    }

    /// <summary>Two jobs in memory, and one beyond.</summary>
    private void Fill(string tenant)
    {
        Add(tenant, tenant);
        Assert.False(_scheduler.TryAdd(TenantPath.Parse(tenant), _queue, NextId(tenant), 0, _sequence, out _));
    }

    private void Refill(string tenant) =>
        _scheduler.Refill(TenantPath.Parse(tenant), _queue, [new WaitingJob(NextId(tenant), 0, _sequence)], new JobTicket[1], hasMore: false);

    private void StartAndFinish(double seconds, params string[] tenants)
    {
        foreach (var tenant in tenants)
        {
            Assert.Equal(tenant, Start());
            Finish(tenant, seconds);
        }
    }

    private string Start()
    {
        Assert.True(_scheduler.TryStart([_queue], _now, out var started));
        _running[_names[started.JobId]] = started.Ticket;
        return _names[started.JobId];
    }

    private void Finish(string tenant, double seconds) => _scheduler.Finish(_running[tenant], _now += TimeSpan.FromSeconds(seconds));

    private JobId NextId(string tenant)
    {
        var id = new JobId(new Guid(++_sequence, 0, 0, new byte[8]));
        _names[id] = tenant;
        return id;
    }
}
