namespace Pudding.Health;

/// <summary>How likely it is that a worker that is as good as its peers would have at least as many failures.</summary>
/// <remarks>
/// In one stratum this is Fisher's exact test: given how many jobs failed at all, those that fell to one worker are a draw without putting back. Over several strata the numbers of failures add up, and
/// so do their distributions, by convolution (J. J. Gart, "Point and interval estimation of the common odds ratio in the combination of 2 × 2 tables with fixed marginals", Biometrika 57, 1970; the
/// exact counterpart of Mantel and Haenszel's test, 1959). Each stratum may have a rate of failure of its own: a tenant whose builds always fail says nothing about the workers that ran them.
/// </remarks>
internal static class ExactTest
{
    public static double Probability(IEnumerable<Stratum> strata)
    {
        var telling = strata.Where(static stratum => stratum.Tells).ToList();
        var observed = telling.Sum(static stratum => stratum.OwnFailed);

        // sums[i] is the probability of i failures in the strata so far; the last one, of that many or more.
        var sums = new double[observed + 1];
        sums[0] = 1;
        foreach (var stratum in telling)
        {
            var (first, probabilities) = Hypergeometric(stratum);
            var next = new double[sums.Length];
            for (var i = 0; i < sums.Length; i++)
            {
                if (sums[i] == 0)
                    continue;
                for (var j = 0; j < probabilities.Length; j++)
                    next[Math.Min(i + first + j, observed)] += sums[i] * probabilities[j];
            }

            sums = next;
        }

        return Math.Min(1, sums[observed]);
    }

    /// <summary>The probabilities of each number of failures, from the least possible one on. Computed outwards from the likeliest, so that nothing overflows.</summary>
    private static (int First, double[] Probabilities) Hypergeometric(Stratum stratum)
    {
        double drawn = stratum.Own, marked = stratum.AllFailed, all = stratum.All;
        var first = Math.Max(0, stratum.Own + stratum.AllFailed - stratum.All);
        var last = Math.Min(stratum.Own, stratum.AllFailed);
        var likeliest = Math.Clamp((int)((drawn + 1) * (marked + 1) / (all + 2)), first, last);
        var weights = new double[last - first + 1];
        weights[likeliest - first] = 1;
        for (var x = likeliest; x < last; x++)
            weights[x + 1 - first] = weights[x - first] * ((marked - x) * (drawn - x)) / ((x + 1) * (all - marked - drawn + x + 1));
        for (var x = likeliest; x > first; x--)
            weights[x - 1 - first] = weights[x - first] * (x * (all - marked - drawn + x)) / ((marked - x + 1) * (drawn - x + 1));

        var sum = weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            weights[i] /= sum;
        return (first, weights);
    }
}
