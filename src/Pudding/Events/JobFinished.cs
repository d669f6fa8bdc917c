using Pudding.Jobs;

namespace Pudding.Events;

/// <summary>A job reached its final state; written exactly once for each job.</summary>
public sealed record JobFinished : JobEvent
{
    /// <summary>The final state.</summary>
    public required JobState State { get; init; }

    /// <summary>Why, for programs; none for success.</summary>
    public JobCause Cause { get; init; }

    /// <summary>Why, for people; none for success.</summary>
    public string? Reason { get; init; }

    /// <summary>The worker that had it last, whether or not it began; none for a job that no worker was ever given.</summary>
    public string? WorkerId { get; init; }

    /// <summary>The instance that the worker runs on, if any.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The attempt that was the last; 0 when none had begun.</summary>
    public int Attempt { get; init; }

    /// <summary>How long it occupied its slot the last time, from the claim on; none when it was waiting.</summary>
    public TimeSpan? HeldFor { get; init; }

    /// <summary>From enqueueing to the start of the last attempt; none for a job that never started.</summary>
    public TimeSpan? Waited { get; init; }

    /// <summary>How long the last attempt ran, as its worker says; none when no worker said.</summary>
    public TimeSpan? RanFor { get; init; }
}
