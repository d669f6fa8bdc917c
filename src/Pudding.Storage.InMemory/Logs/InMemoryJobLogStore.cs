using Pudding.Jobs;
using Pudding.Logs;

namespace Pudding.Storage.InMemory.Logs;

internal sealed class InMemoryJobLogStore(InMemoryDatabase db) : IJobLogStore
{
    public ValueTask<LogAppendResult> AppendAsync(JobLogChunk chunk, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            // Only who holds the newest lease may write; what a presumed dead worker still sends is dropped.
            var lease = chunk.Lease;
            if (!db.Jobs.TryFind(lease.JobId, out var record) || record.FencingToken != lease.FencingToken || !record.State.IsActive()
                || (chunk.WorkerId is { } worker && record.Worker?.Id != worker))
            {
                return new(new LogAppendResult(LogAppendStatus.Refused, chunk.Offset));
            }

            var result = db.Logs.Of(lease.JobId).Append(lease.FencingToken, chunk.Offset, chunk.Bytes.Span);
            db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Logged, JobId = lease.JobId });
            return new(result);
        }
    }

    public ValueTask<JobLogPage?> ReadAsync(JobId job, long offset, int limit, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (!db.Jobs.TryFind(job, out var record))
                return new((JobLogPage?)null);
            var log = db.Logs.Find(job);
            var bytes = log?.Bytes ?? ReadOnlyMemory<byte>.Empty;
            var rest = offset < bytes.Length ? bytes[(int)offset..] : ReadOnlyMemory<byte>.Empty;
            var page = rest[..Math.Min(limit, rest.Length)];
            return new(new JobLogPage
            {
                Bytes = page.ToArray(),
                NextOffset = offset + page.Length,
                IsComplete = record.State.IsFinal() && page.Length == rest.Length,
                IsCut = log?.IsFull == true || db.Logs.WasForgotten(job),
            });
        }
    }
}
