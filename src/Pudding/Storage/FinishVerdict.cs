namespace Pudding.Storage;

/// <summary>What became of a result.</summary>
public enum FinishVerdict
{
    /// <summary>Recorded. (Whether the job is over or back in its queue, its state tells.)</summary>
    Recorded = 1,

    /// <summary>This attempt's result was recorded before; the first one stands.</summary>
    AlreadyFinished = 2,

    /// <summary>Refused: the token is not the job's newest, or the job is unknown. Nothing was changed.</summary>
    Stale = 3,
}
