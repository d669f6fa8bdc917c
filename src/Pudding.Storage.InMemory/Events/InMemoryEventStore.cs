namespace Pudding.Storage.InMemory.Events;

internal sealed class InMemoryEventStore(InMemoryDatabase db) : IEventStore
{
    public ValueTask<EventPage> ReadAsync(long afterSequence, int limit, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(db.Events.Read(afterSequence, limit));
    }

    public ValueTask<long> LatestAsync(CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(db.Events.Latest);
    }

    public ValueTask<long?> ReadCursorAsync(string consumer, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(db.Events.Cursors.TryGetValue(consumer, out var sequence) ? sequence : null);
    }

    public ValueTask SaveCursorAsync(string consumer, long sequence, CancellationToken cancellationToken)
    {
        using (db.Enter())
            db.Events.Cursors[consumer] = Math.Max(sequence, db.Events.Cursors.GetValueOrDefault(consumer));
        return ValueTask.CompletedTask;
    }

    public ValueTask ForgetCursorAsync(string consumer, CancellationToken cancellationToken)
    {
        using (db.Enter())
            db.Events.Cursors.Remove(consumer);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyDictionary<string, long>> ReadCursorsAsync(CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(new Dictionary<string, long>(db.Events.Cursors, StringComparer.Ordinal));
    }
}
