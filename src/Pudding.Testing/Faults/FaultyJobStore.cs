using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IJobStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyJobStore(IJobStore store, FaultPlan plan) : IJobStore
{
    public ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobStore), nameof(EnqueueAsync), () => store.EnqueueAsync(group, cancellationToken), cancellationToken);

    public ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobStore), nameof(FindGroupAsync), () => store.FindGroupAsync(group, cancellationToken), cancellationToken);

    public ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobStore), nameof(FindJobAsync), () => store.FindJobAsync(job, cancellationToken), cancellationToken);

    public ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobStore), nameof(ReadHeadsAsync), () => store.ReadHeadsAsync(query, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobStore), nameof(ReadActiveAsync), () => store.ReadActiveAsync(cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobStore), nameof(ClaimAsync), () => store.ClaimAsync(batch, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobStore), nameof(CancelAsync), () => store.CancelAsync(request, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest request, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IJobStore), nameof(SweepAsync), () => store.SweepAsync(request, cancellationToken), cancellationToken);
}
