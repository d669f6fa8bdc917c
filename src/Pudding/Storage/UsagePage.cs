using Pudding.Usage;

namespace Pudding.Storage;

/// <summary>A part of the usage that is counted, all of it as of one moment.</summary>
public sealed record UsagePage
{
    /// <summary>The records, in the order of <see cref="UsageRecord.Key"/>; fewer than were asked for when these are the last.</summary>
    public required IReadOnlyList<UsageRecord> Records { get; init; }

    /// <summary>How far usage is counted; its open runs at least those whose tenant and queue the query asks for.</summary>
    public required UsageCheckpoint Checkpoint { get; init; }

    /// <summary>The times whose events were gone.</summary>
    public required IReadOnlyList<UsageGap> Gaps { get; init; }

    /// <summary>The moment, by the store's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
