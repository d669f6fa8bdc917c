using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Recovery;

/// <summary>Counts what one recovery does. Used by one call.</summary>
internal sealed class RecoveryTally(RecoveryRequest request, long matched)
{
    private readonly Dictionary<RecoverySkip, long> _skipped = [];
    private readonly Dictionary<TenantPath, long> _byTenant = [];
    private readonly Dictionary<JobCause, long> _byCause = [];
    private readonly List<JobGroupId> _newGroups = [];
    private long _newGroupCount;
    private long _skippedCount;

    public long Matched { get; } = matched;

    public long Done { get; private set; }

    public long Skipped => _skippedCount;

    /// <summary>How many jobs more may be acted on.</summary>
    public long Left => (request.Limit ?? long.MaxValue) - Done;

    /// <summary>Set when a job could be acted on but for the limit.</summary>
    public bool HasMore { get; set; }

    public void AddDone(Job job)
    {
        Done++;
        _byTenant[job.Tenant] = _byTenant.GetValueOrDefault(job.Tenant) + 1;
        _byCause[job.Cause] = _byCause.GetValueOrDefault(job.Cause) + 1;
    }

    public void Skip(RecoverySkip why, long count = 1)
    {
        if (count == 0)
            return;
        _skippedCount += count;
        _skipped[why] = _skipped.GetValueOrDefault(why) + count;
    }

    public void AddNewGroup(JobGroupId? group)
    {
        _newGroupCount++;
        if (group is { } id && _newGroups.Count < RecoveryReport.MaxNewGroups)
            _newGroups.Add(id);
    }

    public void Report() => request.Progress?.Report(new RecoveryProgress(Matched, Done, _skippedCount));

    public RecoveryReport ToReport() => new()
    {
        IsDryRun = request.DryRun,
        Matched = Matched,
        Done = Done,
        Skipped = _skipped,
        DoneByTenant = _byTenant,
        DoneByCause = _byCause,
        NewGroupCount = _newGroupCount,
        NewGroups = _newGroups,
        HasMore = HasMore,
    };
}
