using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Jobs;

namespace Pudding.Storage.Sqlite.Logs;

internal sealed class SqliteJobLogStore(SqliteDatabase db) : IJobLogStore
{
    public ValueTask<LogAppendResult> AppendAsync(JobLogChunk chunk, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => Append(transaction, chunk), cancellationToken);

    public ValueTask<JobLogPage?> ReadAsync(JobId job, long offset, int limit, CancellationToken cancellationToken) =>
        db.ReadAsync(connection => Read(connection, job, offset, limit), cancellationToken);

    private LogAppendResult Append(Transaction transaction, JobLogChunk chunk)
    {
        // Only who holds the newest lease may write; what a presumed dead worker still sends is dropped.
        var lease = chunk.Lease;
        if (new JobTable(transaction).Find(lease.JobId) is not { } job || job.FencingToken != lease.FencingToken || !job.State.IsActive()
            || (chunk.WorkerId is { } worker && job.WorkerId != worker))
        {
            return new LogAppendResult(LogAppendStatus.Refused, chunk.Offset);
        }

        transaction.Announce(new StoreChange { Kind = StoreChangeKind.Logged, JobId = lease.JobId });
        return Append(new LogTable(transaction.Db), job.Sequence, chunk);
    }

    private LogAppendResult Append(LogTable table, long job, JobLogChunk chunk)
    {
        var (cursor, _) = table.Find(job);
        var step = cursor.Append(chunk.Lease.FencingToken, chunk.Offset, chunk.Bytes.Length, db.Options.LogCapacity);
        var kept = chunk.Bytes[step.Keep];
        table.AddPiece(job, cursor.Kept, step.IsCut ? (byte[])[.. kept.Span, .. LogCursor.CutMark] : kept);
        table.Write(job, step.After);
        return step.Result;
    }

    private static JobLogPage? Read(Connection db, JobId id, long offset, int limit)
    {
        long job;
        JobState state;
        using (var row = db.Query("SELECT seq, state FROM job WHERE id = ?1", id.Value))
        {
            if (!row.Read())
                return null;
            (job, state) = (row.Integer(0), (JobState)row.Integer(1));
        }

        var table = new LogTable(db);
        var (cursor, wasForgotten) = table.Find(job);
        var rest = wasForgotten ? 0 : Math.Max(0, cursor.Kept - offset);
        var length = (int)Math.Min(limit, rest);
        return new JobLogPage
        {
            Bytes = table.Read(job, offset, length),
            NextOffset = offset + length,
            IsComplete = state.IsFinal() && length == rest,
            IsCut = cursor.IsFull || wasForgotten,
        };
    }
}
