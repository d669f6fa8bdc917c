using Pudding.Events;

namespace BuildFarm.Farm;

/// <summary>The farm at one moment.</summary>
internal sealed record BoardSnapshot
{
    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<ProjectSnapshot> Projects { get; init; }

    public required IReadOnlyList<WorkerSnapshot> Workers { get; init; }

    /// <summary>The newest last.</summary>
    public required IReadOnlyList<PuddingEvent> Latest { get; init; }
}
