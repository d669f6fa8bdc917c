namespace Pudding.Storage;

/// <summary>What became of a change of a cell's phase.</summary>
public enum CellStatus
{
    /// <summary>It was done.</summary>
    Done = 1,

    /// <summary>The cell was already there; nothing was changed.</summary>
    NoChange = 2,

    /// <summary>Refused: there is no such cell.</summary>
    NotFound = 3,

    /// <summary>Refused: the cell is in a phase from which there is no way to that one.</summary>
    WrongPhase = 4,

    /// <summary>Refused: jobs are active.</summary>
    Busy = 5,

    /// <summary>Refused: the cell has changed since the epoch that was named, or someone else holds the baton.</summary>
    StaleEpoch = 6,
}
