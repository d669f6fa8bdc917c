namespace Pudding.Events;

/// <summary>A job was claimed for a worker.</summary>
public sealed record JobAssigned : JobEvent
{
    /// <summary>The worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>The instance that the worker runs on, if any.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Whether the slot was borrowed: at some node of the tenant's path the limit was reached, and nobody else wanted it.</summary>
    public bool IsBorrowed { get; init; }
}
