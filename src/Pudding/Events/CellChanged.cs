using Pudding.Instances;

namespace Pudding.Events;

/// <summary>A worker, or an instance with its workers, begins or ends to take jobs.</summary>
public sealed record CellChanged : PuddingEvent
{
    /// <summary>Whose cell.</summary>
    public required CellKey Cell { get; init; }

    /// <summary>Its phase before.</summary>
    public required CellPhase From { get; init; }

    /// <summary>Its phase now.</summary>
    public required CellPhase To { get; init; }

    /// <summary>Jobs that are active on it now.</summary>
    public required int Active { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }
}
