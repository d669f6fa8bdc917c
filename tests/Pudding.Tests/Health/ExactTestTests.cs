using CsCheck;
using Pudding.Health;

namespace Pudding.Tests.Health;

public sealed class ExactTestTests
{
    [Theory]
    [InlineData(4, 1.0 / 70)] // the lady tasting tea: Fisher's own example
    [InlineData(3, 17.0 / 70)]
    [InlineData(0, 1)]
    public void One_stratum_is_Fishers_test(int failed, double expected) =>
        Assert.Equal(expected, ExactTest.Probability([new Stratum(failed, 4, 4, 8)]), 12);

    [Fact]
    public void Where_all_fail_or_none_does_or_nobody_else_ran_nothing_is_told() =>
        Assert.Equal(1, ExactTest.Probability([new Stratum(5, 5, 50, 50), new Stratum(0, 5, 0, 50), new Stratum(3, 5, 3, 5)]));

    [Fact]
    public void Many_jobs_neither_overflow_nor_vanish()
    {
        Assert.InRange(ExactTest.Probability([new Stratum(5000, 10_000, 50_000, 100_000)]), 0.5, 0.51);
        Assert.InRange(ExactTest.Probability([new Stratum(5500, 10_000, 50_000, 100_000)]), double.Epsilon, 1e-20);
    }

    [Fact]
    public void Several_strata_are_what_counting_every_draw_says() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3])
        .Array[1, 3]
        .Sample(
            tables =>
            {
                // Each table: own failed, own succeeded, others' failed, others' succeeded.
                var strata = tables.Select(static t => new Stratum(t.Item1, t.Item1 + t.Item2, t.Item1 + t.Item3, t.Item1 + t.Item2 + t.Item3 + t.Item4)).ToList();
                var telling = strata.Where(static stratum => stratum.Tells).ToList();
                Assert.Equal(CountDraws(telling), ExactTest.Probability(strata), 9);
            },
            iter: 500,
            seed: "0000KMDD6cs3");

    /// <summary>The share of all draws, of as many jobs as the worker had of each stratum, with at least as many failures.</summary>
    private static double CountDraws(List<Stratum> strata)
    {
        var observed = strata.Sum(static stratum => stratum.OwnFailed);
        List<(int Failed, double Draws)> sums = [(0, 1)];
        foreach (var stratum in strata)
        {
            var draws = Enumerable.Range(0, 1 << stratum.All)
                .Where(draw => int.PopCount(draw) == stratum.Own)
                .CountBy(draw => int.PopCount(draw & ((1 << stratum.AllFailed) - 1)));
            sums = [.. sums.SelectMany(_ => draws, static (sum, drawn) => (sum.Failed + drawn.Key, sum.Draws * drawn.Value))];
        }

        return sums.Where(sum => sum.Failed >= observed).Sum(static sum => sum.Draws) / sums.Sum(static sum => sum.Draws);
    }
}
