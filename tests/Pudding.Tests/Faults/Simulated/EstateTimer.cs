namespace Pudding.Tests.Faults.Simulated;

/// <summary>A timer on virtual time that goes off once.</summary>
internal sealed class EstateTimer : ITimer
{
    private readonly Action _callback;
    private bool _isOver;

    /// <param name="agenda">Virtual time.</param>
    /// <param name="due">When it goes off, by that.</param>
    /// <param name="run">Does it, when its machine is running.</param>
    /// <param name="callback">What it does.</param>
    public EstateTimer(Agenda agenda, TimeSpan due, Action<Action> run, Action callback)
    {
        _callback = callback;
        agenda.In(due, () => run(GoOff));
    }

    public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("Nobody changes one here.");

    public void Dispose() => _isOver = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void GoOff()
    {
        if (!_isOver)
            _callback();
    }
}
