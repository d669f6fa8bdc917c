using Pudding.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.InMemory;

internal sealed class InMemoryJobLogStore(InMemoryDatabase db) : IJobLogStore
{
    public ValueTask AppendAsync(JobLogChunk chunk, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            // Only who holds the newest lease may write; what a presumed dead worker still sends is dropped.
            if (!db.Jobs.TryGetValue(chunk.Lease.JobId, out var record) || record.FencingToken != chunk.Lease.FencingToken)
                return ValueTask.CompletedTask;
            if (!db.Logs.TryGetValue(chunk.Lease.JobId, out var log))
                db.Logs[chunk.Lease.JobId] = log = new JobLog(db.Options.LogCapacity);
            log.Append(chunk.Lease.FencingToken, chunk.Offset, chunk.Bytes.Span);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(JobId job, long offset, int limit, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            if (!db.Logs.TryGetValue(job, out var log) || offset >= log.Bytes.Length)
                return new(ReadOnlyMemory<byte>.Empty);
            var bytes = log.Bytes[(int)offset..];
            return new(bytes[..Math.Min(limit, bytes.Length)].ToArray());
        }
    }
}
