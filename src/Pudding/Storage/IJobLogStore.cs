using Pudding.Jobs;
using Pudding.Workers;

namespace Pudding.Storage;

/// <summary>What jobs have logged. The obligations of <see cref="IJobStore"/> apply, except that appending may lose what was never flushed.</summary>
public interface IJobLogStore
{
    /// <summary>Appends a piece. Ignored: a repeat, a piece that would leave a gap, a piece of an unknown job, and what exceeds the cap (after one mark).</summary>
    ValueTask AppendAsync(JobLogChunk chunk, CancellationToken cancellationToken);

    /// <summary>What a job has logged, all attempts joined, from an offset in bytes.</summary>
    /// <returns>At most <paramref name="limit"/> bytes; empty at the end and for an unknown job.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(JobId job, long offset, int limit, CancellationToken cancellationToken);
}
