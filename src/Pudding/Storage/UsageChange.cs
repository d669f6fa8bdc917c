using Pudding.Jobs;
using Pudding.Usage;

namespace Pudding.Storage;

/// <summary>What a stretch of events adds to the usage that is counted already.</summary>
public sealed record UsageChange
{
    /// <summary>The cursor that it goes on from.</summary>
    public required long After { get; init; }

    /// <summary>The cursor that it leads to: the last event of the stretch.</summary>
    public required long Cursor { get; init; }

    /// <summary>The time of that event.</summary>
    public required DateTimeOffset CountedTo { get; init; }

    /// <summary>Jobs that have left the slot that they had at the beginning of the stretch. Removed before <see cref="Began"/> is added: a job may be in both.</summary>
    public required IReadOnlyList<JobId> Ended { get; init; }

    /// <summary>Jobs that occupy a slot now and did not, or another one, at the beginning of the stretch.</summary>
    public required IReadOnlyList<UsageRun> Began { get; init; }

    /// <summary>What to add, one for each key: see <see cref="UsageRecord.Plus"/>. Where nothing is kept under a key, the record is kept as it is.</summary>
    public required IReadOnlyList<UsageRecord> Records { get; init; }

    /// <summary>Times whose events were gone; to be kept with the others.</summary>
    public required IReadOnlyList<UsageGap> Gaps { get; init; }
}
