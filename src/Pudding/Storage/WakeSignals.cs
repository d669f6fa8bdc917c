namespace Pudding.Storage;

/// <summary>Those who wait for something to change, by what they wait for. Thread-safe.</summary>
internal sealed class WakeSignals<TKey>(TimeProvider clock)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, List<WakeSignal>> _waiters = [];

    public WakeSignal Enter(TKey key)
    {
        var signal = new WakeSignal(clock);
        lock (_gate)
        {
            if (!_waiters.TryGetValue(key, out var signals))
                _waiters[key] = signals = [];
            signals.Add(signal);
        }

        return signal;
    }

    public void Leave(TKey key, WakeSignal signal)
    {
        lock (_gate)
        {
            _waiters[key].Remove(signal);
            if (_waiters[key].Count == 0)
                _waiters.Remove(key);
            signal.Dispose();
        }
    }

    public void Wake(TKey key)
    {
        lock (_gate)
            Set(_waiters.GetValueOrDefault(key));
    }

    public void WakeAll()
    {
        lock (_gate)
        {
            foreach (var signals in _waiters.Values)
                Set(signals);
        }
    }

    private static void Set(List<WakeSignal>? signals)
    {
        foreach (var signal in signals ?? [])
            signal.Set();
    }
}
