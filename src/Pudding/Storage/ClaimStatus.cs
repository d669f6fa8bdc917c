namespace Pudding.Storage;

/// <summary>What became of a claim.</summary>
public enum ClaimStatus
{
    /// <summary>The worker has the job.</summary>
    Claimed = 1,

    /// <summary>Refused: the job is not ready (any more), or unknown.</summary>
    JobNotReady = 2,

    /// <summary>Refused: a node of the tenant's path is at or above its ceiling, or paused.</summary>
    LimitReached = 3,

    /// <summary>Refused: the worker has no free slot on offer, does not serve the queue, is cordoned, or has another session.</summary>
    WorkerUnavailable = 4,

    /// <summary>Refused: someone else holds the baton.</summary>
    StaleEpoch = 5,

    /// <summary>Refused: the job's queue is at or above its limit, or paused.</summary>
    QueueLimitReached = 6,
}
