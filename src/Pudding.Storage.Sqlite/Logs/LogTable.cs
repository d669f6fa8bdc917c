using Pudding.Logs;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Logs;

/// <summary>Reads and writes what jobs have logged: pieces as they came, by their place in the whole.</summary>
internal sealed class LogTable(Connection db)
{
    /// <summary>How far a job's log has come, and whether it was forgotten while the job is still known.</summary>
    public (LogCursor Cursor, bool WasForgotten) Find(long job)
    {
        using var row = db.Query("SELECT token, next, kept, is_full, forgotten FROM log WHERE job = ?1", job);
        return row.Read() ? (new LogCursor(row.Integer(0), row.Integer(1), row.Integer(2), row.Bool(3)), row.Bool(4)) : default;
    }

    public void Write(long job, LogCursor cursor) => db.Execute(
        "INSERT INTO log (job, token, next, kept, is_full) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET token = ?2, next = ?3, kept = ?4, is_full = ?5",
        job, cursor.FencingToken, cursor.NextOffset, cursor.Kept, cursor.IsFull);

    /// <summary>The job is over: from now on its log ages.</summary>
    public void End(long job, Moment moment) => db.Execute("UPDATE log SET ended_at = ?2 WHERE job = ?1", job, moment.Time);

    public void AddPiece(long job, long at, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > 0)
            db.Execute("INSERT INTO log_piece (job, at, bytes) VALUES (?1, ?2, ?3)", job, at, bytes);
    }

    /// <summary>A part of the whole.</summary>
    public byte[] Read(long job, long offset, int length)
    {
        var bytes = new byte[length];
        var read = 0;
        using var rows = db.Query(
            """
            SELECT at, bytes FROM log_piece
            WHERE job = ?1 AND at >= (SELECT ifnull(max(at), 0) FROM log_piece WHERE job = ?1 AND at <= ?2) AND at < ?2 + ?3 ORDER BY at
            """,
            job, offset, length);
        while (read < length && rows.Read())
        {
            var piece = rows.Bytes(1)[(int)Math.Max(0, offset - rows.Integer(0))..];
            var part = piece[..Math.Min(piece.Length, length - read)];
            part.CopyTo(bytes.AsSpan(read));
            read += part.Length;
        }

        return bytes;
    }
}
