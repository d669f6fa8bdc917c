using Pudding.Jobs;

namespace Pudding.Events;

/// <summary>A job that a worker has is to be stopped.</summary>
public sealed record JobCancelRequested : JobEvent
{
    /// <summary>The worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Why, for programs.</summary>
    public required JobCause Cause { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }
}
