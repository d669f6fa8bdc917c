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
        new(db.Read(connection => Read(connection, job, offset, limit)));

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
        var log = table.Find(job);
        if (chunk.Lease.FencingToken > log.Token)
            log = log with { Token = chunk.Lease.FencingToken, Next = 0 };
        if (chunk.Offset > log.Next)
            return new LogAppendResult(LogAppendStatus.Gap, log.Next);

        // A piece that was cut otherwise the first time begins with what is already here.
        var fresh = chunk.Bytes[(int)Math.Min(log.Next - chunk.Offset, chunk.Bytes.Length)..];
        log = log with { Next = log.Next + fresh.Length };
        if (!log.IsCut)
        {
            var kept = fresh[..(int)Math.Min(db.Options.LogCapacity - log.Length, fresh.Length)];
            if (kept.Length < fresh.Length)
            {
                kept = (byte[])[.. kept.Span, .. "\n[the log is cut here: it is longer than what is kept of a job]\n"u8];
                log = log with { IsCut = true };
            }

            table.AddPiece(job, log.Length, kept);
            log = log with { Length = log.Length + kept.Length };
        }

        table.Write(job, log);
        return new LogAppendResult(log.IsCut ? LogAppendStatus.Full : LogAppendStatus.Appended, log.Next);
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
        var log = table.Find(job);
        var rest = Math.Max(0, log.Length - offset);
        var length = (int)Math.Min(limit, rest);
        return new JobLogPage
        {
            Bytes = table.Read(job, offset, length),
            NextOffset = offset + length,
            IsComplete = state.IsFinal() && length == rest,
            IsCut = log.IsCut || log.WasForgotten,
        };
    }
}
