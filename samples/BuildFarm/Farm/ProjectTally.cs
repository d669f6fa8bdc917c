using Pudding.Events;
using Pudding.Jobs;
using Pudding.Tenants;

namespace BuildFarm.Farm;

/// <summary>Counts the jobs of one project.</summary>
internal sealed class ProjectTally(TenantPath path, int jobs, int limit)
{
    private readonly List<TimeSpan> _waits = [];
    private int _waiting;
    private int _running;
    private int _mostRunning;
    private int _succeeded;
    private int _failed;
    private int _cancelled;
    private TimeSpan _worked;
    private DateTimeOffset? _submittedAt;
    private DateTimeOffset? _lastOverAt;

    public TenantPath Path { get; } = path;

    public void OnEnqueued(DateTimeOffset at)
    {
        _submittedAt ??= at;
        _waiting++;
    }

    public void OnAssigned()
    {
        _waiting--;
        _running++;
        _mostRunning = Math.Max(_mostRunning, _running);
    }

    public void OnRequeued()
    {
        _running--;
        _waiting++;
    }

    public void OnFinished(JobFinished finished, bool wasActive)
    {
        if (wasActive)
            _running--;
        else
            _waiting--;

        switch (finished.State)
        {
            case JobState.Succeeded:
                _succeeded++;
                break;
            case JobState.Failed:
                _failed++;
                break;
            default:
                _cancelled++;
                break;
        }

        if (finished.Waited is { } waited)
            _waits.Add(waited);
        _worked += finished.RanFor ?? TimeSpan.Zero;
        _lastOverAt = finished.At;
    }

    public ProjectSnapshot Snapshot() => new()
    {
        Path = Path,
        Jobs = jobs,
        Limit = limit,
        Waiting = _waiting,
        Running = _running,
        MostRunning = _mostRunning,
        Succeeded = _succeeded,
        Failed = _failed,
        Cancelled = _cancelled,
        Waits = [.. _waits],
        Worked = _worked,
        Took = _lastOverAt - _submittedAt ?? TimeSpan.Zero,
    };
}
