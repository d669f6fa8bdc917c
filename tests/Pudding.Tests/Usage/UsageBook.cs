using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Usage;

namespace Pudding.Tests.Usage;

/// <summary>What a store of usage keeps.</summary>
internal sealed class UsageBook
{
    private readonly Dictionary<JobId, UsageRun> _runs = [];

    public Dictionary<UsageKey, UsageRecord> Records { get; } = [];

    public UsageCheckpoint Checkpoint { get; private set; } = UsageCheckpoint.Beginning;

    public void Add(UsageChange change)
    {
        Assert.Equal(Checkpoint.Cursor, change.After);
        foreach (var job in change.Ended)
            _runs.Remove(job);
        foreach (var run in change.Began)
            _runs[run.JobId] = run;
        foreach (var record in change.Records)
            Records[record.Key] = Records.TryGetValue(record.Key, out var former) ? former.Plus(record) : record;
        Checkpoint = new UsageCheckpoint { Cursor = change.Cursor, CountedTo = change.CountedTo, OpenRuns = [.. _runs.Values] };
    }
}
