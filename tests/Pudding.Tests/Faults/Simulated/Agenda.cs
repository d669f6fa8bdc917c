namespace Pudding.Tests.Faults.Simulated;

/// <summary>Virtual time: what is to happen when. One thread takes it off, so a run is repeated exactly.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (TimeSpan, long)> _todo = new();
    private long _order;

    public TimeSpan Now { get; private set; }

    public long Step { get; private set; }

    public void At(TimeSpan time, Action action) => _todo.Enqueue(action, (time > Now ? time : Now, _order++));

    public void In(TimeSpan delay, Action action) => At(Now + delay, action);

    /// <summary>Does what is next, if that is before some time.</summary>
    public bool TryStep(TimeSpan until)
    {
        if (!_todo.TryPeek(out _, out var next) || next.Item1 > until)
        {
            Now = until;
            return false;
        }

        var action = _todo.Dequeue();
        Now = next.Item1;
        Step++;
        action();
        return true;
    }
}
