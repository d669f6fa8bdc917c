namespace BuildFarm.Farm;

internal static class Percentile
{
    /// <summary>The least value that at least <paramref name="percent"/> of the values do not exceed (nearest rank: always a value that occurred).</summary>
    /// <returns><c>null</c> when there are no values.</returns>
    public static TimeSpan? Of(IEnumerable<TimeSpan> values, int percent)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100m) - 1)];
    }
}
