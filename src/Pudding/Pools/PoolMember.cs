using Pudding.Instances;

namespace Pudding.Pools;

/// <summary>What is known of one instance of a pool at the beginning of a round.</summary>
internal sealed record PoolMember
{
    public required PoolIntent Intent { get; init; }

    /// <summary>What the cell and the worker are called.</summary>
    public required string InstanceId { get; init; }

    public required PoolInstanceStatus Status { get; init; }

    /// <summary>What the provider has said of it last.</summary>
    public ProviderInstance? Seen { get; init; }

    public CellState? Cell { get; init; }

    public int Active { get; init; }

    /// <summary>Slots that could take a job now or soon.</summary>
    public int FreeSlots { get; init; }

    /// <summary>For how long it has had nothing to do.</summary>
    public TimeSpan IdleFor { get; init; }

    /// <summary>Whether it takes jobs, or soon will.</summary>
    public bool IsUsable => Status is PoolInstanceStatus.Launching or PoolInstanceStatus.Booting or PoolInstanceStatus.Ready;
}
