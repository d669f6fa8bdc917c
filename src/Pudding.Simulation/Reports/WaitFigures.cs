namespace Pudding.Simulation.Reports;

/// <summary>How long jobs waited, and how much that made of their time.</summary>
public sealed record WaitFigures
{
    /// <summary>How many jobs.</summary>
    public required int Jobs { get; init; }

    /// <summary>The mean wait.</summary>
    public required TimeSpan Mean { get; init; }

    /// <summary>The median wait.</summary>
    public required TimeSpan P50 { get; init; }

    /// <summary>The wait that 95 of 100 jobs did not exceed, interpolated linearly.</summary>
    public required TimeSpan P95 { get; init; }

    /// <summary>The wait that 99 of 100 jobs did not exceed, interpolated linearly.</summary>
    public required TimeSpan P99 { get; init; }

    /// <summary>The longest wait.</summary>
    public required TimeSpan Max { get; init; }

    /// <summary>The mean bounded slowdown: (wait + run) / run, with runs under 10 s counted as 10 s, and no less than 1.</summary>
    public required double Slowdown { get; init; }
}
