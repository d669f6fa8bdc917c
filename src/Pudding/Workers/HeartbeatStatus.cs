namespace Pudding.Workers;

/// <summary>Whether a heartbeat counted. Numbers are stable: the wire keeps them.</summary>
public enum HeartbeatStatus
{
    /// <summary>A value that a newer version wrote and this one doesn't know.</summary>
    Unknown = 0,

    /// <summary>It counted.</summary>
    Accepted = 1,

    /// <summary>A newer one of this session came first; nothing was changed.</summary>
    Superseded = 2,

    /// <summary>The session is not (or no longer) the worker's: connect again. Nothing was changed.</summary>
    UnknownSession = 3,

    /// <summary>The worker, or its instance, was retired: stop what runs, it was taken away, and end.</summary>
    Retired = 4,
}
