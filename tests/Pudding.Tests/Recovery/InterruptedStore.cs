using System.Runtime.CompilerServices;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Tests.Recovery;

/// <summary>A store that lets something happen before and after each call that a recovery makes: another operator, or a crash. It is told the call's name.</summary>
internal sealed class InterruptedStore(IJobStore jobs, IJobQueryStore queries, Func<string, Task> interrupt) : IJobStore, IJobQueryStore
{
    public ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken) => DuringAsync(() => jobs.EnqueueAsync(group, cancellationToken));

    public ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken) => DuringAsync(() => jobs.FindGroupAsync(group, cancellationToken));

    public ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken) =>
        DuringAsync(() => jobs.CancelAsync(request, cancellationToken));

    public ValueTask<IReadOnlyList<Job>> FindAsync(JobQuery query, long afterSequence, int limit, CancellationToken cancellationToken) =>
        DuringAsync(() => queries.FindAsync(query, afterSequence, limit, cancellationToken));

    public ValueTask<long> CountAsync(JobQuery query, CancellationToken cancellationToken) => DuringAsync(() => queries.CountAsync(query, cancellationToken));

    public ValueTask<IReadOnlyList<JobId>> ResolveAsync(IReadOnlyList<JobId> resolved, JobResolution resolution, CancellationToken cancellationToken) =>
        DuringAsync(() => queries.ResolveAsync(resolved, resolution, cancellationToken));

    public ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async ValueTask<T> DuringAsync<T>(Func<ValueTask<T>> call, [CallerMemberName] string name = "")
    {
        await interrupt(name);
        var result = await call();
        await interrupt(name);
        return result;
    }
}
