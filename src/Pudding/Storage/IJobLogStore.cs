using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Workers;

namespace Pudding.Storage;

/// <summary>What jobs have logged. The obligations of <see cref="IJobStore"/> apply.</summary>
public interface IJobLogStore
{
    /// <summary>Appends a piece to the log of the attempt that holds the job's newest lease, up to a cap of bytes for the job; beyond it, one mark is written and the rest
    /// is dropped. Refused when <see cref="JobLogChunk.WorkerId"/> is not whom the job was claimed for. Announces <see cref="StoreChangeKind.Logged"/>.</summary>
    ValueTask<LogAppendResult> AppendAsync(JobLogChunk chunk, CancellationToken cancellationToken);

    /// <summary>What a job has logged, all attempts joined, from an offset in bytes.</summary>
    /// <param name="job">The job.</param>
    /// <param name="offset">Where to begin; a place beyond the end reads nothing.</param>
    /// <param name="limit">The most bytes to read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page; <c>null</c> for an unknown job.</returns>
    ValueTask<JobLogPage?> ReadAsync(JobId job, long offset, int limit, CancellationToken cancellationToken);
}
