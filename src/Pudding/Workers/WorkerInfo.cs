using Pudding.Instances;

namespace Pudding.Workers;

/// <summary>A worker as an operator sees it.</summary>
public sealed record WorkerInfo
{
    /// <summary>Names the worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>The instance that it runs on, if any.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The queues that it serves.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>Whether it has a session. One that vanished has its session still, and grows silent.</summary>
    public required bool IsConnected { get; init; }

    /// <summary>How long ago its newest heartbeat came, by the store's clock.</summary>
    public required TimeSpan SilentFor { get; init; }

    /// <summary>Whether it takes jobs: the phase of its own cell, or of that of its instance where that lets it take less.</summary>
    public required CellPhase Phase { get; init; }

    /// <summary>How many jobs it runs at once.</summary>
    public required int Slots { get; init; }

    /// <summary>Jobs claimed for it that are not over.</summary>
    public required int Active { get; init; }

    /// <summary>The cell that keeps it from taking jobs, its own or its instance's: who brought it there, why and since when. None while it is ready.</summary>
    public CellState? HeldBackBy { get; init; }
}
