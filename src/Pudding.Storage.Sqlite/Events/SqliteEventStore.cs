using Pudding.Events;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Events;

internal sealed class SqliteEventStore(SqliteDatabase db) : IEventStore
{
    public ValueTask<EventPage> ReadAsync(long afterSequence, int limit, CancellationToken cancellationToken) => db.ReadAsync(connection => Read(connection, afterSequence, limit), cancellationToken);

    public ValueTask<long> LatestAsync(CancellationToken cancellationToken) => db.ReadAsync(Latest, cancellationToken);

    public ValueTask<long?> ReadCursorAsync(string consumer, CancellationToken cancellationToken) =>
        db.ReadAsync(connection => connection.Scalar("SELECT cursor FROM consumer WHERE name = ?1", consumer), cancellationToken);

    public async ValueTask SaveCursorAsync(string consumer, long sequence, CancellationToken cancellationToken) => await db.WriteAsync(
        transaction => transaction.Db.Execute(
            "INSERT INTO consumer (name, cursor) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET cursor = max(cursor, ?2)", consumer, Math.Max(0, sequence)),
        cancellationToken).ConfigureAwait(false);

    public async ValueTask ForgetCursorAsync(string consumer, CancellationToken cancellationToken) =>
        await db.WriteAsync(transaction => transaction.Db.Execute("DELETE FROM consumer WHERE name = ?1", consumer), cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyDictionary<string, long>> ReadCursorsAsync(CancellationToken cancellationToken) => db.ReadAsync<IReadOnlyDictionary<string, long>>(ReadCursors, cancellationToken);

    private static long Latest(Connection connection) => connection.Scalar("SELECT event FROM estate") ?? 0;

    private static EventPage Read(Connection connection, long afterSequence, int limit)
    {
        var oldest = connection.Scalar("SELECT min(seq) FROM event") ?? Latest(connection) + 1;
        var from = Math.Max(afterSequence + 1, oldest);
        var events = new List<PuddingEvent>();
        using var rows = connection.Query("SELECT body FROM event WHERE seq >= ?1 ORDER BY seq LIMIT ?2", from, limit);
        while (rows.Read())
            events.Add(StoreJson.ReadEvent(rows.Bytes(0)));
        return new EventPage { Events = events, Missed = from - (afterSequence + 1) };
    }

    private static Dictionary<string, long> ReadCursors(Connection connection)
    {
        var cursors = new Dictionary<string, long>(StringComparer.Ordinal);
        using var rows = connection.Query("SELECT name, cursor FROM consumer");
        while (rows.Read())
            cursors[rows.Text(0)] = rows.Integer(1);
        return cursors;
    }
}
