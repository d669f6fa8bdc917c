using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IJobStore"/> with calls that do something else.</summary>
internal sealed class TamperedJobStore(IJobStore store) : IJobStore
{
    public Around<NewJobGroup, EnqueueResult>? Enqueue { get; init; }

    public Around<JobGroupId, JobGroup?>? FindGroup { get; init; }

    public Around<JobId, Job?>? FindJob { get; init; }

    public Around<HeadQuery, HeadPage>? ReadHeads { get; init; }

    public Around<object?, IReadOnlyList<ActiveJob>>? ReadActive { get; init; }

    public Around<ClaimBatch, IReadOnlyList<ClaimResult>>? Claim { get; init; }

    public Around<CancelRequest, IReadOnlyList<JobId>>? Cancel { get; init; }

    public Around<SweepRequest, IReadOnlyList<SweptJob>>? Sweep { get; init; }

    public ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken) =>
        Enqueue is null ? store.EnqueueAsync(group, cancellationToken) : Enqueue(group, input => store.EnqueueAsync(input, cancellationToken));

    public ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken) =>
        FindGroup is null ? store.FindGroupAsync(group, cancellationToken) : FindGroup(group, input => store.FindGroupAsync(input, cancellationToken));

    public ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken) =>
        FindJob is null ? store.FindJobAsync(job, cancellationToken) : FindJob(job, input => store.FindJobAsync(input, cancellationToken));

    public ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken) =>
        ReadHeads is null ? store.ReadHeadsAsync(query, cancellationToken) : ReadHeads(query, input => store.ReadHeadsAsync(input, cancellationToken));

    public ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken) =>
        ReadActive is null ? store.ReadActiveAsync(cancellationToken) : ReadActive(null, _ => store.ReadActiveAsync(cancellationToken));

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken) =>
        Claim is null ? store.ClaimAsync(batch, cancellationToken) : Claim(batch, input => store.ClaimAsync(input, cancellationToken));

    public ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken) =>
        Cancel is null ? store.CancelAsync(request, cancellationToken) : Cancel(request, input => store.CancelAsync(input, cancellationToken));

    public ValueTask<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest request, CancellationToken cancellationToken) =>
        Sweep is null ? store.SweepAsync(request, cancellationToken) : Sweep(request, input => store.SweepAsync(input, cancellationToken));
}
