namespace Pudding.Events;

/// <summary>A job was claimed for a worker.</summary>
public sealed record JobAssigned : JobEvent
{
    /// <summary>The worker.</summary>
    public required string WorkerId { get; init; }
}
