namespace Pudding.Load.Sqlite;

/// <summary>What claiming and finishing took.</summary>
/// <param name="PerSecond">Jobs per second, claimed and finished.</param>
/// <param name="ClaimMedian">A call that claims a hundred: the median, in milliseconds.</param>
/// <param name="ClaimP99">The same: the 99th percentile.</param>
internal readonly record struct ClaimFigures(double PerSecond, double ClaimMedian, double ClaimP99);
