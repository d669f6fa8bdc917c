namespace Pudding.Storage;

/// <summary>What became of a renewal.</summary>
public enum LeaseVerdict
{
    /// <summary>The lease holds for its full duration from now.</summary>
    Renewed = 1,

    /// <summary>Renewed, and the job is to be stopped: someone cancelled it.</summary>
    CancelRequested = 2,

    /// <summary>The lease is over, or never was: nothing was changed.</summary>
    Lost = 3,
}
