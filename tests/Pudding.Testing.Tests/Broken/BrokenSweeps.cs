using Pudding.Jobs;
using Pudding.Storage;
using static Pudding.Testing.Tests.Broken.Breaking;

namespace Pudding.Testing.Tests.Broken;

internal static class BrokenSweeps
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        OfJobs("ends again what it has ended", "sweeps,concurrency", static store =>
        {
            List<SweptJob> ended = [];
            return new TamperedJobStore(store.Jobs)
            {
                Sweep = async (request, next) =>
                {
                    var swept = await next(request);
                    lock (ended)
                    {
                        ended.AddRange(swept);
                        return [.. ended];
                    }
                },
            };
        }),
        OfJobs("ends leases early", "sweeps,heartbeats", static store => new TamperedJobStore(store.Jobs) { Claim = static (batch, next) => next(batch with { LeaseDuration = batch.LeaseDuration / 2 }) }),
        OfJobs("never ends a lease", "sweeps", static store => new TamperedJobStore(store.Jobs) { Claim = static (batch, next) => next(batch with { LeaseDuration = TimeSpan.FromDays(9) }) }),
        Watched("sweeps under every epoch", "sweeps", static (store, spy) => store with { Jobs = new TamperedJobStore(store.Jobs) { Sweep = (request, next) => next(request with { Epoch = spy.Epoch }) } }),
        Sweep("ends leases that it was to keep", "sweeps", static request => request with { KeepLeases = false }),
        Sweep("never ends an attempt that runs on", "sweeps", static request => request with { TimeoutGrace = TimeSpan.FromDays(9) }),
        Sweep("counts a time-out from the claim", "sweeps", static request => request with { TimeoutGrace = request.TimeoutGrace - TimeSpan.FromSeconds(20) }),
        Sweep("never forces a cancellation", "sweeps", static request => request with { CancelGrace = TimeSpan.FromDays(9) }),
        Enqueue("lets jobs wait for ever", "sweeps,groups", static job => job with { MaxQueueTime = null }),
        Enqueue("counts the time in the queue from enqueueing", "sweeps", static job => job.NotBefore is null ? job : job with { MaxQueueTime = TimeSpan.FromMilliseconds(1) }),
        OfWorkers("counts the time in the queue beyond the first start", "sweeps", static store => new TamperedWorkerStore(store.Workers)
        {
            Heartbeat = async (beat, next) =>
            {
                var reply = await next(beat);
                foreach (var result in beat.Results)
                {
                    if (await store.Jobs.FindJobAsync(result.Lease.JobId, default) is { State: JobState.Pending, MaxQueueTime: not null } job)
                        await store.Jobs.CancelAsync(new CancelRequest { Jobs = [job.Id], Reason = "Too late." }, default);
                }

                return reply;
            },
        }),
        OfJobs("tells only the first of what it has ended", "sweeps", static store => new TamperedJobStore(store.Jobs) { Sweep = static async (request, next) => [.. (await next(request)).Take(1)] }),
        OfJobs("tells what it has ended twice", "sweeps", static store => new TamperedJobStore(store.Jobs) { Sweep = static async (request, next) => await next(request) is var swept ? [.. swept, .. swept] : [] }),
        new("measures time by the time of day", ["sweeps"], static store => store) { TrustsTheClock = true },
    ];
}
