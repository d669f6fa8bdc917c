using Pudding.Storage;

namespace Pudding.Jobs;

/// <summary>Wakes those who wait for a group when its last job is over.</summary>
internal sealed class GroupWaiters(TimeProvider clock) : IChangeListener
{
    private readonly Lock _gate = new();
    private readonly Dictionary<JobGroupId, List<WakeSignal>> _waiters = [];

    public void OnChange(in StoreChange change)
    {
        lock (_gate)
        {
            if (change.IsGroupOver)
                Wake(_waiters.GetValueOrDefault(change.GroupId));
            else if (change.Kind == StoreChangeKind.Missed)
                Wake(_waiters.Values.SelectMany(static signals => signals));
        }
    }

    public WakeSignal Enter(JobGroupId group)
    {
        var signal = new WakeSignal(clock);
        lock (_gate)
        {
            if (!_waiters.TryGetValue(group, out var signals))
                _waiters[group] = signals = [];
            signals.Add(signal);
        }

        return signal;
    }

    public void Leave(JobGroupId group, WakeSignal signal)
    {
        lock (_gate)
        {
            _waiters[group].Remove(signal);
            if (_waiters[group].Count == 0)
                _waiters.Remove(group);
            signal.Dispose();
        }
    }

    private static void Wake(IEnumerable<WakeSignal>? signals)
    {
        foreach (var signal in signals ?? [])
            signal.Set();
    }
}
