using Pudding.Jobs;

namespace Pudding.Events;

/// <summary>A job reached its final state; written exactly once for each job.</summary>
public sealed record JobFinished : JobEvent
{
    /// <summary>The final state.</summary>
    public required JobState State { get; init; }

    /// <summary>Why, for people; none for success.</summary>
    public string? Reason { get; init; }

    /// <summary>The worker of the last attempt; none for a job that never started.</summary>
    public string? WorkerId { get; init; }

    /// <summary>From enqueueing to the start of the last attempt; none for a job that never started.</summary>
    public TimeSpan? Waited { get; init; }

    /// <summary>How long the last attempt ran; none for a job that never started.</summary>
    public TimeSpan? RanFor { get; init; }
}
