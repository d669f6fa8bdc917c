using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Logs;

/// <summary>Wakes those who follow a job's log when it has grown or is complete.</summary>
internal sealed class LogFollowers(TimeProvider clock) : IChangeListener
{
    private readonly WakeSignals<JobId> _followers = new(clock);

    public void OnChange(in StoreChange change)
    {
        if (change.Kind == StoreChangeKind.Logged || change.IsOver)
            _followers.Wake(change.JobId);
        else if (change.Kind == StoreChangeKind.Missed)
            _followers.WakeAll();
    }

    public WakeSignal Enter(JobId job) => _followers.Enter(job);

    public void Leave(JobId job, WakeSignal signal) => _followers.Leave(job, signal);
}
