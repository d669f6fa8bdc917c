using Pudding.Instances;

namespace Pudding.Storage;

/// <summary>A worker as the store sees it.</summary>
public sealed record WorkerCell
{
    /// <summary>Names the worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Its newest session; 0 when it is disconnected.</summary>
    public required long Session { get; init; }

    /// <summary>The queues that it serves.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>The instance that it runs on, if any.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The phase of its own cell, or of that of its instance where that lets it take less.</summary>
    public required CellPhase Phase { get; init; }

    /// <summary>How many jobs it runs at once.</summary>
    public required int Slots { get; init; }

    /// <summary>Jobs claimed for it that are not over.</summary>
    public required int Active { get; init; }

    /// <summary>Slots that its newest heartbeat offered, less what was claimed since; zero while its phase is not ready.</summary>
    public required int Offered { get; init; }

    /// <summary>How long ago its newest heartbeat came, by the store's clock.</summary>
    public required TimeSpan SilentFor { get; init; }
}
