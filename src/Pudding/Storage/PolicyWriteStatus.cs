namespace Pudding.Storage;

/// <summary>What became of a change of a policy.</summary>
public enum PolicyWriteStatus
{
    /// <summary>It is in force.</summary>
    Done = 1,

    /// <summary>There was nothing to clear. Nothing was changed.</summary>
    NothingToClear = 2,

    /// <summary>Refused: it doesn't go with what is in force. Nothing was changed.</summary>
    Refused = 3,
}
