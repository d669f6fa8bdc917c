namespace Pudding.Scheduling.Snapshots;

/// <summary>One queue in a <see cref="SchedulerSnapshot"/>.</summary>
public sealed record QueueUsage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The mean runtime of its jobs; <c>null</c> before any has finished.</summary>
    public TimeSpan? Runtime { get; init; }

    /// <summary>Number of the newest decision for it.</summary>
    public required long LastServed { get; init; }

    /// <summary>How far those right below its root had come.</summary>
    public required long Floor { get; init; }

    /// <summary>What that is in fractions of its unit.</summary>
    public double FloorFraction { get; init; }
}
