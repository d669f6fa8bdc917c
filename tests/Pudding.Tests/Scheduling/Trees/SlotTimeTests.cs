using Pudding.Scheduling.Trees;

namespace Pudding.Tests.Scheduling.Trees;

public sealed class SlotTimeTests
{
    [Theory]
    [InlineData(1, 60_000_000)]
    [InlineData(2, 30_000_000)]
    [InlineData(0.01, 6_000_000_000)]
    [InlineData(100, 600_000)]
    public void A_minute_is_weighed_in_microseconds(double weight, long weighed) =>
        Assert.InRange(SlotTime.Weigh(TimeSpan.TicksPerMinute, SlotTime.InverseWeight(weight)), weighed - 1, weighed + 1);

    [Fact]
    public void Ten_years_of_a_thousand_slots_are_weighed_without_overflow()
    {
        var ticks = 1000 * 3650 * TimeSpan.TicksPerDay;

        Assert.InRange(SlotTime.Weigh(ticks, SlotTime.InverseWeight(1)) / (ticks * 0.1), 0.999_999, 1.000_001);
    }

    [Fact]
    public void What_is_held_no_longer_is_weighed_below_zero() =>
        Assert.InRange(SlotTime.Weigh(-TimeSpan.TicksPerSecond, SlotTime.InverseWeight(1)), -1_000_001, -999_999);

    [Fact]
    public void Order_survives_wrapping_around()
    {
        var (before, after) = (long.MaxValue - 1, long.MinValue + 1);

        Assert.True(SlotTime.IsBefore(before, after));
        Assert.False(SlotTime.IsBefore(after, before));
        Assert.False(SlotTime.IsBefore(after, after));
        Assert.Equal(after, SlotTime.Max(before, after));
        Assert.Equal(after, SlotTime.Max(after, before));
        Assert.Equal(before, SlotTime.Min(before, after));
        Assert.Equal(before, SlotTime.Min(after, before));
    }
}
