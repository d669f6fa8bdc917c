using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Baton;

internal sealed class SqliteBatonStore(SqliteDatabase db) : IBatonStore
{
    public ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => Acquire(transaction, holder, duration), cancellationToken);

    public async ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => await db.WriteAsync(
        transaction =>
        {
            if (transaction.Estate.Holder == holder)
                transaction.Estate.Holder = null;
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    private static long? Acquire(Transaction transaction, string holder, TimeSpan duration)
    {
        var estate = transaction.Estate;
        if (estate.Holder != holder)
        {
            if (estate.Holder is not null && transaction.Moment.Time < estate.HolderUntil)
                return null;
            estate.Holder = holder;
            estate.Epoch++;
        }

        estate.HolderUntil = transaction.Moment.After(duration);
        return estate.Epoch;
    }
}
