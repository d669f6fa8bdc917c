using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IJobLogStore"/> with calls that do something else.</summary>
internal sealed class TamperedJobLogStore(IJobLogStore store) : IJobLogStore
{
    public Around<JobLogChunk, LogAppendResult>? Append { get; init; }

    public Around<(JobId Job, long Offset, int Limit), JobLogPage?>? Read { get; init; }

    public ValueTask<LogAppendResult> AppendAsync(JobLogChunk chunk, CancellationToken cancellationToken) =>
        Append is null ? store.AppendAsync(chunk, cancellationToken) : Append(chunk, input => store.AppendAsync(input, cancellationToken));

    public ValueTask<JobLogPage?> ReadAsync(JobId job, long offset, int limit, CancellationToken cancellationToken) =>
        Read is null ? store.ReadAsync(job, offset, limit, cancellationToken) : Read((job, offset, limit), input => store.ReadAsync(input.Job, input.Offset, input.Limit, cancellationToken));
}
