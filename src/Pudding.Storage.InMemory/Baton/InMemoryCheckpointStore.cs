namespace Pudding.Storage.InMemory.Baton;

internal sealed class InMemoryCheckpointStore(InMemoryDatabase db) : ICheckpointStore
{
    public ValueTask<bool> SaveAsync(string name, ReadOnlyMemory<byte> content, long epoch, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (epoch != db.Baton.Epoch)
                return new(false);
            db.Checkpoints[name] = (content.ToArray(), db.Timestamp);
            return new(true);
        }
    }

    public ValueTask<Checkpoint?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            return new(db.Checkpoints.TryGetValue(name, out var saved)
                ? new Checkpoint { Content = saved.Content, Age = db.Since(saved.SavedAt) }
                : null);
        }
    }
}
