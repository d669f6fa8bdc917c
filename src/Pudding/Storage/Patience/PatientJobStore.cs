using Pudding.Jobs;

namespace Pudding.Storage.Patience;

/// <summary>An <see cref="IJobStore"/> that answers in time, or fails.</summary>
internal sealed class PatientJobStore(IJobStore store, StorePatience patience) : IJobStore
{
    public ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobStore), token => store.EnqueueAsync(group, token), cancellationToken);

    public ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobStore), token => store.FindGroupAsync(group, token), cancellationToken);

    public ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobStore), token => store.FindJobAsync(job, token), cancellationToken);

    public ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobStore), token => store.ReadHeadsAsync(query, token), cancellationToken);

    public ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobStore), token => store.ReadActiveAsync(token), cancellationToken);

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobStore), token => store.ClaimAsync(batch, token), cancellationToken);

    public ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobStore), token => store.CancelAsync(request, token), cancellationToken);

    public ValueTask<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest request, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IJobStore), token => store.SweepAsync(request, token), cancellationToken);
}
