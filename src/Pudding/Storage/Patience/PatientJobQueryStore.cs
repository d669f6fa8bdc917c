using Pudding.Jobs;

namespace Pudding.Storage.Patience;

/// <summary>An <see cref="IJobQueryStore"/> that answers in time, or fails.</summary>
internal sealed class PatientJobQueryStore(IJobQueryStore store, StorePatience patience) : IJobQueryStore
{
    public ValueTask<IReadOnlyList<Job>> FindAsync(JobQuery query, long afterSequence, int limit, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobQueryStore), token => store.FindAsync(query, afterSequence, limit, token), cancellationToken);

    public ValueTask<long> CountAsync(JobQuery query, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobQueryStore), token => store.CountAsync(query, token), cancellationToken);

    public ValueTask<IReadOnlyList<JobId>> ResolveAsync(IReadOnlyList<JobId> jobs, JobResolution resolution, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobQueryStore), token => store.ResolveAsync(jobs, resolution, token), cancellationToken);
}
