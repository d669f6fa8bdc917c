using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Tests.Dispatch;

/// <summary>A job store whose calls of the dispatcher fail when it is told so: before anything was done, or after it, when nobody can know.</summary>
internal sealed class FaultyJobStore(IJobStore store) : IJobStore
{
    /// <summary>How many calls succeed before one fails; less than zero for none.</summary>
    public int FailsAfter { get; set; } = -1;

    /// <summary>Whether that call is done nevertheless.</summary>
    public bool IsDone { get; set; }

    /// <summary>What happens between the dispatcher's decision and its claim.</summary>
    public Func<Task>? BeforeClaim { get; set; }

    /// <summary>What is looked at right after a claim.</summary>
    public Func<IReadOnlyList<ClaimResult>, Task>? AfterClaim { get; set; }

    public ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken) => store.EnqueueAsync(group, cancellationToken);

    public ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken) => store.FindGroupAsync(group, cancellationToken);

    public ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken) => store.FindJobAsync(job, cancellationToken);

    public ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken) => store.CancelAsync(request, cancellationToken);

    public ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken) => TryAsync(() => store.ReadHeadsAsync(query, cancellationToken));

    public ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken) => TryAsync(() => store.ReadActiveAsync(cancellationToken));

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        await (BeforeClaim?.Invoke() ?? Task.CompletedTask);
        var results = await store.ClaimAsync(batch, cancellationToken);
        await (AfterClaim?.Invoke(results) ?? Task.CompletedTask);
        return results;
    });

    public ValueTask<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest request, CancellationToken cancellationToken) => TryAsync(() => store.SweepAsync(request, cancellationToken));

    private async ValueTask<T> TryAsync<T>(Func<ValueTask<T>> call)
    {
        if (FailsAfter < 0 || FailsAfter-- > 0)
            return await call();
        if (IsDone)
            await call();
        throw new JobStoreUnavailableException();
    }
}
