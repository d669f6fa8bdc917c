using Pudding.Events;
using Pudding.Lifecycle;

namespace Pudding.Storage.InMemory.Events;

/// <summary>The newest events and the cursors of those who read them.</summary>
internal sealed class EventLog(InMemoryDatabase db)
{
    /// <summary>The first ones may have been dropped already: they are taken off many at a time.</summary>
    private readonly List<(PuddingEvent Event, long Timestamp)> _events = [];

    private int _dropped;

    public Dictionary<string, long> Cursors { get; } = new(StringComparer.Ordinal);

    public long Latest { get; private set; }

    /// <summary>The sequence of the event that is about to be appended.</summary>
    public long Next => Latest + 1;

    private int Count => _events.Count - _dropped;

    private long Oldest => Latest - Count + 1;

    public EventStamp Stamp() => new(db.Now, Next);

    /// <param name="happened">The event, with <see cref="Next"/> as its sequence.</param>
    public void Append(PuddingEvent happened)
    {
        _events.Add((happened, db.Timestamp));
        Latest++;
        db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Happened });
        while (Count > db.Options.EventCapacity && MayDropOldest())
            DropOldest();
    }

    public EventPage Read(long afterSequence, int limit)
    {
        var from = Math.Max(afterSequence + 1, Oldest);
        var skip = (int)Math.Min(from - Oldest, Count);
        return new EventPage
        {
            Events = _events.GetRange(_dropped + skip, Math.Min(limit, Count - skip)).ConvertAll(static entry => entry.Event),
            Missed = from - (afterSequence + 1),
        };
    }

    /// <summary>Drops events that are older than some age.</summary>
    public int Prune(TimeSpan age, int limit)
    {
        var dropped = 0;
        while (dropped < limit && Count > 0 && db.Since(_events[_dropped].Timestamp) > age && MayDropOldest())
        {
            DropOldest();
            dropped++;
        }

        return dropped;
    }

    private void DropOldest()
    {
        _events[_dropped++] = default;
        if (_dropped < 1024 || _dropped * 3 < _events.Count)
            return;
        _events.RemoveRange(0, _dropped);
        _dropped = 0;
    }

    /// <summary>What a consumer has not read yet is kept.</summary>
    private bool MayDropOldest()
    {
        foreach (var cursor in Cursors.Values)
        {
            if (cursor < Oldest)
                return false;
        }

        return true;
    }
}
