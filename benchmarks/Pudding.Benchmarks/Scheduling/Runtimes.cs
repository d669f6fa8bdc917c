namespace Pudding.Benchmarks.Scheduling;

/// <summary>How long jobs run, in ticks: exponentially distributed.</summary>
internal static class Runtimes
{
    public const long Mean = 300 * TimeSpan.TicksPerSecond;

    /// <summary>The quantiles of the distribution, shuffled: drawn at random, yet every set of so many has the same sum.</summary>
    public static long[] Draw(int count, Random random)
    {
        var runtimes = new long[count];
        for (var i = 0; i < count; i++)
            runtimes[i] = (long)(-Math.Log(1 - ((i + 0.5) / count)) * Mean);
        random.Shuffle(runtimes);
        return runtimes;
    }
}
