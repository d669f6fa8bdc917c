namespace Pudding.Events;

/// <summary>A worker acknowledged a job.</summary>
public sealed record JobStarted : JobEvent
{
    /// <summary>The worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>The instance that the worker runs on, if any.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Which attempt began, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>From enqueueing to this start.</summary>
    public required TimeSpan Waited { get; init; }
}
