using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Baton;

internal sealed class SqliteCheckpointStore(SqliteDatabase db) : ICheckpointStore
{
    public ValueTask<bool> SaveAsync(string name, ReadOnlyMemory<byte> content, long epoch, CancellationToken cancellationToken) => db.WriteAsync(
        transaction => epoch == transaction.Estate.Epoch && transaction.Db.Execute(
            "INSERT INTO checkpoint (name, content, saved_at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET content = ?2, saved_at = ?3",
            name, content, transaction.Moment.Time) > 0,
        cancellationToken);

    public ValueTask<Checkpoint?> ReadAsync(string name, CancellationToken cancellationToken) => db.ReadAsync(connection =>
    {
        using var row = connection.Query("SELECT content, saved_at FROM checkpoint WHERE name = ?1", name);
        return row.Read() ? new Checkpoint { Content = row.Bytes(0).ToArray(), Age = db.Moment.Since(row.Integer(1)) } : null;
    }, cancellationToken);
}
