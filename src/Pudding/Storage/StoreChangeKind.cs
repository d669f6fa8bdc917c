namespace Pudding.Storage;

/// <summary>What a <see cref="StoreChange"/> tells of.</summary>
public enum StoreChangeKind
{
    /// <summary>Hints were missed: read everything again.</summary>
    Missed = 0,

    /// <summary>Jobs of a tenant and queue became ready, or will (enqueued, requeued).</summary>
    Ready = 1,

    /// <summary>A job left the state that it was in: it is over, or back in its queue.</summary>
    Ended = 2,

    /// <summary>A worker has new assignments.</summary>
    Assigned = 3,

    /// <summary>A job of a worker is to be cancelled.</summary>
    CancelRequested = 4,

    /// <summary>A worker's cell changed: another offer than before, a session begun or ended.</summary>
    Offered = 5,

    /// <summary>New policies are in force.</summary>
    Policies = 6,

    /// <summary>Events were written.</summary>
    Happened = 7,

    /// <summary>A job's log has grown, or is complete.</summary>
    Logged = 8,
}
