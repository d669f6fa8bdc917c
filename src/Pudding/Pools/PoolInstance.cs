namespace Pudding.Pools;

/// <summary>An instance of a pool as of the last round.</summary>
public sealed record PoolInstance
{
    /// <summary>Names it in the estate: its cell, and its worker.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Names it with its provider; none while that has not shown it.</summary>
    public string? ProviderId { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required PoolInstanceStatus Status { get; init; }

    /// <summary>Jobs claimed for it that are not over.</summary>
    public required int Active { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset DecidedAt { get; init; }
}
