using Pudding.Events;

namespace Pudding.Storage.InMemory;

/// <summary>The newest events and the cursors of those who read them.</summary>
internal sealed class EventLog(int capacity, ChangeHub changes)
{
    private readonly List<PuddingEvent> _events = [];
    private readonly Dictionary<string, long> _cursors = new(StringComparer.Ordinal);

    public long Latest { get; private set; }

    private long Oldest => Latest - _events.Count + 1;

    public void Append(PuddingEvent happened)
    {
        _events.Add(happened with { Sequence = ++Latest });
        changes.Publish(new StoreChange { Kind = StoreChangeKind.Happened });

        // Half as much again before anything is dropped, so that dropping is rare and its cost per event small.
        if (_events.Count <= capacity + (capacity / 2))
            return;
        var keepFrom = Latest - capacity + 1;
        foreach (var cursor in _cursors.Values)
            keepFrom = Math.Min(keepFrom, cursor + 1);
        _events.RemoveRange(0, (int)Math.Max(0, keepFrom - Oldest));
    }

    public IReadOnlyList<PuddingEvent> Read(long afterSequence, int limit)
    {
        var skip = (int)Math.Clamp(afterSequence + 1 - Oldest, 0, _events.Count);
        return _events.GetRange(skip, Math.Min(limit, _events.Count - skip));
    }

    public long? Cursor(string consumer) => _cursors.TryGetValue(consumer, out var sequence) ? sequence : null;

    public void SaveCursor(string consumer, long sequence) => _cursors[consumer] = sequence;
}
