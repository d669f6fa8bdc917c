using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IJobQueryStore"/> with calls that do something else.</summary>
internal sealed class TamperedJobQueryStore(IJobQueryStore store) : IJobQueryStore
{
    public Around<(JobQuery Query, long AfterSequence, int Limit), IReadOnlyList<Job>>? Find { get; init; }

    public Around<JobQuery, long>? Count { get; init; }

    public Around<(IReadOnlyList<JobId> Jobs, JobResolution Resolution), IReadOnlyList<JobId>>? Resolve { get; init; }

    public ValueTask<IReadOnlyList<Job>> FindAsync(JobQuery query, long afterSequence, int limit, CancellationToken cancellationToken) =>
        Find is null ? store.FindAsync(query, afterSequence, limit, cancellationToken) : Find((query, afterSequence, limit), input => store.FindAsync(input.Query, input.AfterSequence, input.Limit, cancellationToken));

    public ValueTask<long> CountAsync(JobQuery query, CancellationToken cancellationToken) =>
        Count is null ? store.CountAsync(query, cancellationToken) : Count(query, input => store.CountAsync(input, cancellationToken));

    public ValueTask<IReadOnlyList<JobId>> ResolveAsync(IReadOnlyList<JobId> jobs, JobResolution resolution, CancellationToken cancellationToken) =>
        Resolve is null ? store.ResolveAsync(jobs, resolution, cancellationToken) : Resolve((jobs, resolution), input => store.ResolveAsync(input.Jobs, input.Resolution, cancellationToken));
}
