using Pudding.Instances;

namespace Pudding.Storage;

/// <summary>A change of a cell's phase.</summary>
public sealed record CellCommand
{
    /// <summary>Which cell.</summary>
    public required CellKey Key { get; init; }

    /// <summary>What to do.</summary>
    public required CellMove Move { get; init; }

    /// <summary>The cell's epoch that the decision rests on; none to do it whatever has changed.</summary>
    public long? IfEpoch { get; init; }

    /// <summary>The baton's epoch, for a decision of the scheduling host; none for a person's.</summary>
    public long? BatonEpoch { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }
}
