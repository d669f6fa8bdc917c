using Pudding.Events;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;
using static Pudding.Testing.Tests.Broken.Breaking;

namespace Pudding.Testing.Tests.Broken;

internal static class BrokenGroups
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        Tell("tells the end of a group twice", "groups", static happened => happened is JobGroupFinished ? [happened, happened] : [happened]),
        Group("never fails fast", "groups", static group => group with { FailFast = false }),
        Group("always fails fast", "groups", static group => group with { FailFast = true }),
        OfWorkers("fails fast with every attempt that fails", "groups", static store => new TamperedWorkerStore(store.Workers)
        {
            Heartbeat = async (beat, next) =>
            {
                var reply = await next(beat);
                foreach (var failed in beat.Results.Where(static result => result.Outcome.Kind == JobOutcomeKind.Failed))
                {
                    if (await store.Jobs.FindJobAsync(failed.Lease.JobId, default) is { } job)
                        await store.Jobs.CancelAsync(new CancelRequest { Group = job.GroupId, Reason = "Fails fast." }, default);
                }

                return reply;
            },
        }),
        Group("supersedes nothing", "groups", static group => group with { SupersedeKey = null }),
        Group("never supersedes what runs", "groups", static group => group with { SupersedeRunning = false }),
        OfJobs("supersedes over all tenants", "groups", static store => Superseding(store, static (result, group) => result.Status == EnqueueStatus.Enqueued && group.SupersedeKey is not null)),
        OfJobs("supersedes again with a repeat", "groups", static store => Superseding(store, static (result, group) => result.Status == EnqueueStatus.AlreadyEnqueued && group.SupersedeKey is not null)),

        new("cancels only what waits", ["cancels", "retries", "sweeps"], static store => store with
        {
            Jobs = new TamperedJobStore(store.Jobs) { Cancel = static (request, next) => next(request with { OnlyWaiting = true }) },
        }),
        Cancel("forgets why a job is cancelled", static request => request with { Reason = "" }),
        Cancel("cancels only what waits of a group", static request => request.Group is null ? request : request with { OnlyWaiting = true }),
        Cancel("cancels what runs, though only what waits was to be", static request => request with { OnlyWaiting = false }),
        Cancel("cancels the first of several jobs only", static request => request with { Jobs = [.. request.Jobs.Take(1)] }),
        OfJobs("calls everything cancelled that was asked for", "cancels", static store => new TamperedJobStore(store.Jobs)
        {
            Cancel = static async (request, next) => [.. (await next(request)).Union(request.Jobs)],
        }),
        OfWorkers("tells a worker once that a job is to be stopped", "cancels", static store =>
        {
            HashSet<LeaseKey> told = [];
            return new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = async (beat, next) => await next(beat) is var reply ? reply with { Cancel = [.. reply.Cancel.Where(told.Add)] } : reply,
            };
        }),
    ];

    private static BrokenStore Cancel(string name, Func<CancelRequest, CancelRequest> change) =>
        OfJobs(name, "cancels", store => new TamperedJobStore(store.Jobs) { Cancel = (request, next) => next(change(request)) });

    private static TamperedJobStore Superseding(StoreSet store, Func<EnqueueResult, NewJobGroup, bool> supersedes)
    {
        var groups = new List<NewJobGroup>();
        return new TamperedJobStore(store.Jobs)
        {
            Enqueue = async (group, next) =>
            {
                var result = await next(group);
                if (supersedes(result, group))
                {
                    foreach (var older in groups.Where(older => older.SupersedeKey == group.SupersedeKey && older.Id != group.Id))
                        await store.Jobs.CancelAsync(new CancelRequest { Group = older.Id, OnlyWaiting = true, Reason = "Superseded." }, default);
                }

                groups.Add(group);
                return result;
            },
        };
    }
}
