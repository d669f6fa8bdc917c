namespace Pudding.Scheduling.Explanations;

/// <summary>What keeps a job from starting, however many slots are free.</summary>
public enum ObstacleKind
{
    /// <summary>No worker serves the job's queue.</summary>
    NoWorker,

    /// <summary>Someone on the tenant's path is paused.</summary>
    Paused,

    /// <summary>As many of someone on the tenant's path run as may.</summary>
    LimitReached,

    /// <summary>Someone on the tenant's path has started as many as its rate lets it.</summary>
    StartRate,
}
