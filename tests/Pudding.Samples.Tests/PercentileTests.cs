using BuildFarm.Farm;

namespace Pudding.Samples.Tests;

public sealed class PercentileTests
{
    [Theory]
    [InlineData(50, 10, 5)]
    [InlineData(95, 10, 10)]
    [InlineData(95, 20, 19)]
    [InlineData(50, 1, 1)]
    [InlineData(95, 1, 1)]
    [InlineData(50, 3, 2)]
    [InlineData(0, 3, 1)]
    [InlineData(100, 3, 3)]
    public void Of_is_the_nearest_rank(int percent, int count, int expected)
    {
        var values = Enumerable.Range(1, count).Reverse().Select(static seconds => TimeSpan.FromSeconds(seconds));

        Assert.Equal(TimeSpan.FromSeconds(expected), Percentile.Of(values, percent));
    }

    [Fact]
    public void Of_nothing_is_nothing() => Assert.Null(Percentile.Of([], 50));
}
