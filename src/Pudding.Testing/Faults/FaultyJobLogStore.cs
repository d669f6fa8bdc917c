using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IJobLogStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyJobLogStore(IJobLogStore store, FaultPlan plan) : IJobLogStore
{
    public ValueTask<LogAppendResult> AppendAsync(JobLogChunk chunk, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobLogStore), nameof(AppendAsync), () => store.AppendAsync(chunk, cancellationToken), cancellationToken);

    public ValueTask<JobLogPage?> ReadAsync(JobId job, long offset, int limit, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobLogStore), nameof(ReadAsync), () => store.ReadAsync(job, offset, limit, cancellationToken), cancellationToken);
}
