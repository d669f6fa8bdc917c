using Pudding.Events;

namespace Pudding.Storage.InMemory;

internal sealed class InMemoryEventStore(InMemoryDatabase db) : IEventStore
{
    public ValueTask<IReadOnlyList<PuddingEvent>> ReadAsync(long afterSequence, int limit, CancellationToken cancellationToken)
    {
        lock (db.Gate)
            return new(db.Events.Read(afterSequence, limit));
    }

    public ValueTask<long> LatestAsync(CancellationToken cancellationToken)
    {
        lock (db.Gate)
            return new(db.Events.Latest);
    }

    public ValueTask<long?> ReadCursorAsync(string consumer, CancellationToken cancellationToken)
    {
        lock (db.Gate)
            return new(db.Events.Cursor(consumer));
    }

    public ValueTask SaveCursorAsync(string consumer, long sequence, CancellationToken cancellationToken)
    {
        lock (db.Gate)
            db.Events.SaveCursor(consumer, sequence);
        return ValueTask.CompletedTask;
    }
}
