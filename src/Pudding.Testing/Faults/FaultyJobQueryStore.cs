using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IJobQueryStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyJobQueryStore(IJobQueryStore store, FaultPlan plan) : IJobQueryStore
{
    public ValueTask<IReadOnlyList<Job>> FindAsync(JobQuery query, long afterSequence, int limit, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobQueryStore), nameof(FindAsync), () => store.FindAsync(query, afterSequence, limit, cancellationToken), cancellationToken);

    public ValueTask<long> CountAsync(JobQuery query, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobQueryStore), nameof(CountAsync), () => store.CountAsync(query, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<JobId>> ResolveAsync(IReadOnlyList<JobId> jobs, JobResolution resolution, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobQueryStore), nameof(ResolveAsync), () => store.ResolveAsync(jobs, resolution, cancellationToken), cancellationToken);
}
