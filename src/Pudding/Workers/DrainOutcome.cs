using Pudding.Instances;

namespace Pudding.Workers;

/// <summary>How a drain ended.</summary>
public sealed record DrainOutcome
{
    /// <summary>How.</summary>
    public required DrainStatus Status { get; init; }

    /// <summary>What still runs, or was interrupted; empty when it is drained.</summary>
    public IReadOnlyList<DrainingJob> Jobs { get; init; } = [];

    /// <summary>The cell as it was left; none for a host's own workers, and for an unknown one.</summary>
    public CellState? Cell { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Whether nothing runs, and nothing begins.</summary>
    public bool IsDrained => Status == DrainStatus.Drained;
}
