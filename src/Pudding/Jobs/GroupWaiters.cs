using Pudding.Storage;

namespace Pudding.Jobs;

/// <summary>Wakes those who wait for a group when its last job is over.</summary>
internal sealed class GroupWaiters(TimeProvider clock) : IChangeListener
{
    private readonly WakeSignals<JobGroupId> _waiters = new(clock);

    public void OnChange(in StoreChange change)
    {
        if (change.IsGroupOver)
            _waiters.Wake(change.GroupId);
        else if (change.Kind == StoreChangeKind.Missed)
            _waiters.WakeAll();
    }

    public WakeSignal Enter(JobGroupId group) => _waiters.Enter(group);

    public void Leave(JobGroupId group, WakeSignal signal) => _waiters.Leave(group, signal);
}
