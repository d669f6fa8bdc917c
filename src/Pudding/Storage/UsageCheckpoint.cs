namespace Pudding.Storage;

/// <summary>How far usage is counted, and what is needed to go on from there.</summary>
public sealed record UsageCheckpoint
{
    /// <summary>Before anything is counted.</summary>
    public static UsageCheckpoint Beginning { get; } = new() { Cursor = 0, OpenRuns = [] };

    /// <summary>The last event that is counted; 0 for none.</summary>
    public required long Cursor { get; init; }

    /// <summary>The time of that event; none before the first.</summary>
    public DateTimeOffset? CountedTo { get; init; }

    /// <summary>The jobs that occupy a slot after that event.</summary>
    public required IReadOnlyList<UsageRun> OpenRuns { get; init; }
}
