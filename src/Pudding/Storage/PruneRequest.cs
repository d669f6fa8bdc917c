namespace Pudding.Storage;

/// <summary>What to forget.</summary>
public sealed record PruneRequest
{
    /// <summary>The baton's epoch as the caller knows it.</summary>
    public required long Epoch { get; init; }

    /// <summary>Groups that have been over for longer than this; none to keep them.</summary>
    public TimeSpan? FinishedGroups { get; init; }

    /// <summary>Logs of jobs that have been over for longer than this; none to keep them as long as their jobs.</summary>
    public TimeSpan? Logs { get; init; }

    /// <summary>Events that are older than this; none to keep them.</summary>
    public TimeSpan? Events { get; init; }

    /// <summary>The most groups, logs and events (each) to forget in one call, so that it is short.</summary>
    public int Limit { get; init; } = 1000;
}
