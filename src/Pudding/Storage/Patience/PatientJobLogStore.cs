using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Workers;

namespace Pudding.Storage.Patience;

/// <summary>An <see cref="IJobLogStore"/> that answers in time, or fails.</summary>
internal sealed class PatientJobLogStore(IJobLogStore store, StorePatience patience) : IJobLogStore
{
    public ValueTask<LogAppendResult> AppendAsync(JobLogChunk chunk, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobLogStore), token => store.AppendAsync(chunk, token), cancellationToken);

    public ValueTask<JobLogPage?> ReadAsync(JobId job, long offset, int limit, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobLogStore), token => store.ReadAsync(job, offset, limit, token), cancellationToken);
}
