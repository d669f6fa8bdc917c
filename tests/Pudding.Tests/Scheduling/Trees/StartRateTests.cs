using Pudding.Scheduling.Trees;

namespace Pudding.Tests.Scheduling.Trees;

public sealed class StartRateTests
{
    [Fact]
    public void A_bucket_that_was_never_touched_is_full()
    {
        var rate = Rate(interval: 10, burst: 3, now: 1000);

        Assert.True(rate.IsLimited);
        Assert.True(rate.TokenAt < 0);
        Assert.Equal(StartRate.LongAgo, rate.FullAt);
    }

    [Fact]
    public void A_burst_is_taken_at_once_and_then_one_each_interval()
    {
        var rate = Rate(interval: 10, burst: 3, now: 1000);
        for (var i = 1; i <= 3; i++)
        {
            Assert.True(rate.TokenAt <= 1000);
            rate.Take(1000);
            Assert.Equal(1000 + (i * 10), rate.FullAt);
        }

        Assert.Equal(1010, rate.TokenAt);
        rate.Take(1010);
        Assert.Equal(1020, rate.TokenAt);
    }

    [Fact]
    public void What_is_given_back_may_be_taken_again()
    {
        var rate = Rate(interval: 10, burst: 1, now: 0);
        rate.Take(0);
        rate.GiveBack();

        Assert.Equal(0, rate.TokenAt);
        Assert.Equal(0, rate.FullAt);
    }

    [Fact]
    public void Another_rate_leaves_what_was_taken_but_no_bucket_is_emptier_than_empty()
    {
        var rate = Rate(interval: 100, burst: 5, now: 0);
        for (var i = 0; i < 5; i++)
            rate.Take(0);

        rate.Change(interval: 10, burst: 2, now: 50);
        Assert.Equal(50 + 20, rate.FullAt);
        Assert.Equal(60, rate.TokenAt);
        rate.Change(interval: 100, burst: 2, now: 50);
        Assert.Equal(70, rate.FullAt);
        Assert.Equal(-30, rate.TokenAt);
    }

    [Fact]
    public void Without_a_rate_nothing_is_remembered()
    {
        var rate = Rate(interval: 100, burst: 1, now: 0);
        rate.Take(0);
        rate.Change(interval: 0, burst: 1, now: 0);

        Assert.False(rate.IsLimited);
        Assert.Equal(StartRate.LongAgo, rate.FullAt);
    }

    [Fact]
    public void A_rate_of_one_tick_is_a_limit() => Assert.True(Rate(interval: 1, burst: 1, now: 0).IsLimited);

    private static StartRate Rate(long interval, int burst, long now)
    {
        var rate = new StartRate { FullAt = StartRate.LongAgo };
        rate.Change(interval, burst, now);
        return rate;
    }
}
