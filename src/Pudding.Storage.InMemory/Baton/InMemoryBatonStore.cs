namespace Pudding.Storage.InMemory.Baton;

internal sealed class InMemoryBatonStore(InMemoryDatabase db) : IBatonStore
{
    public ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            var baton = db.Baton;
            if (baton.Holder != holder)
            {
                if (baton.Holder is not null && db.Timestamp < baton.Until)
                    return new((long?)null);
                baton.Holder = holder;
                baton.Epoch++;
            }

            baton.Until = db.After(duration);
            return new(baton.Epoch);
        }
    }

    public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (db.Baton.Holder == holder)
                db.Baton.Holder = null;
        }

        return ValueTask.CompletedTask;
    }
}
