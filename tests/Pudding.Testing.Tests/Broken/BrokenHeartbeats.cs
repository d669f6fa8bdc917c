using Pudding.Events;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;
using static Pudding.Testing.Tests.Broken.Breaking;

namespace Pudding.Testing.Tests.Broken;

internal static class BrokenHeartbeats
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        Show("does not count attempts", "heartbeats,retries", static job => job with { Attempt = 0 }),
        new("counts every heartbeat as an attempt", ["heartbeats"], static store =>
        {
            Dictionary<JobId, int> beats = [];
            return store with
            {
                Workers = new TamperedWorkerStore(store.Workers)
                {
                    Heartbeat = (beat, next) =>
                    {
                        foreach (var lease in beat.Held)
                            beats[lease.JobId] = beats.GetValueOrDefault(lease.JobId) + 1;
                        return next(beat);
                    },
                },
                Jobs = new TamperedJobStore(store.Jobs) { FindJob = async (id, next) => await next(id) is { } job ? job with { Attempt = beats.GetValueOrDefault(id) } : null },
            };
        }),
        OfWorkers("delivers no payload", "heartbeats", static store => Deliver(store, static assignment => assignment with { Payload = JobPayload.Empty })),
        OfWorkers("delivers an assignment once", "heartbeats", static store =>
        {
            HashSet<LeaseKey> delivered = [];
            return new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = async (beat, next) => await next(beat) is var reply ? reply with { Assignments = [.. reply.Assignments.Where(assignment => delivered.Add(assignment.Lease))] } : reply,
            };
        }),
        OfWorkers("renews a lease with each delivery", "heartbeats", static store => Deliver(store, static assignment => assignment with { LeaseRemaining = assignment.LeaseDuration })),
        OfWorkers("renews a lease once, to acknowledge it", "heartbeats,sweeps", static store =>
        {
            HashSet<LeaseKey> known = [];
            return new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = async (beat, next) =>
                {
                    var repeated = beat.Held.Where(known.Contains).ToList();
                    known.UnionWith(beat.Held);
                    var reply = await next(beat with { Held = [.. beat.Held.Except(repeated)] });
                    return reply with { Renewed = [.. reply.Renewed, .. repeated] };
                },
            };
        }),
        Watched("takes a job back the moment its lease is over", "heartbeats,results", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = async (beat, next) =>
                {
                    await store.Jobs.SweepAsync(new SweepRequest(spy.Epoch, TimeSpan.FromDays(1), TimeSpan.FromDays(1)), default);
                    return await next(beat);
                },
            },
        }),
        OfWorkers("renews whatever is held", "heartbeats", static store => new TamperedWorkerStore(store.Workers)
        {
            Heartbeat = static async (beat, next) => await next(beat) is { Status: HeartbeatStatus.Accepted } reply ? reply with { Renewed = beat.Held, Lost = [] } : new HeartbeatReply { Status = HeartbeatStatus.Superseded },
        }),
        OfWorkers("forgets what is on its way when it takes an offer", "heartbeats", static store => new TamperedWorkerStore(store.Workers)
        {
            Heartbeat = async (beat, next) => await next(beat with { FreeSlots = beat.FreeSlots + (await store.Workers.ReadInboxAsync(beat.WorkerId, beat.Session, default)).Assignments.Count(assignment => !beat.Held.Contains(assignment.Lease)) }),
        }),
        OfWorkers("adds up offers", "heartbeats", static store =>
        {
            var offered = 0;
            return new TamperedWorkerStore(store.Workers) { Heartbeat = (beat, next) => next(beat with { FreeSlots = offered += beat.FreeSlots }) };
        }),
        Beat("takes results or leases of a heartbeat, not both", "heartbeats", static beat => beat.Results.Count > 0 ? beat with { Held = [] } : beat),
        OfWorkers("renews before it takes results", "heartbeats", static store => new TamperedWorkerStore(store.Workers)
        {
            Heartbeat = static async (beat, next) => await next(beat) is var reply && beat.Results.Select(static result => result.Lease).Intersect(beat.Held).ToList() is var both
                ? reply with { Renewed = [.. reply.Renewed, .. both], Lost = [.. reply.Lost.Except(both)] }
                : throw new InvalidOperationException(),
        }),
        Watched("mixes up the inboxes of workers", "heartbeats", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = async (beat, next) =>
                {
                    var reply = await next(beat);
                    foreach (var (worker, session) in spy.Sessions.Where(other => other.Key != beat.WorkerId))
                        reply = reply with { Assignments = [.. reply.Assignments, .. (await store.Workers.ReadInboxAsync(worker, session, default)).Assignments] };
                    return reply;
                },
            },
        }),

        OfWorkers("takes in heartbeats in whatever order they come", "stale heartbeats", static store =>
        {
            Dictionary<long, long> sequences = [];
            return new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = (beat, next) => next(beat with { Sequence = sequences[beat.Session] = sequences.GetValueOrDefault(beat.Session) + 1 }),
            };
        }),
        Watched("takes heartbeats of former sessions", "stale heartbeats", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = (beat, next) => next(beat with { Session = spy.Sessions.GetValueOrDefault(beat.WorkerId, beat.Session), Sequence = spy.Sequences.GetValueOrDefault(beat.WorkerId) + 1 }),
            },
        }),
        Watched("believes workers that nobody knows", "stale heartbeats", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = async (beat, next) => await next(beat) is var reply && !spy.Sessions.ContainsKey(beat.WorkerId) ? reply with { Status = HeartbeatStatus.Accepted } : reply,
            },
        }),
        OfWorkers("counts sequences over sessions", "stale heartbeats", static store =>
        {
            Dictionary<string, long> newest = [];
            return new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = (beat, next) =>
                {
                    if (beat.Sequence <= newest.GetValueOrDefault(beat.WorkerId))
                        return new(new HeartbeatReply { Status = HeartbeatStatus.Superseded });
                    newest[beat.WorkerId] = beat.Sequence;
                    return next(beat);
                },
            };
        }),

        Result("forgets how long a job ran", "results,events", static result => result with { RanFor = TimeSpan.Zero }),
        Result("forgets the reason of a failure", "results", static result => result with
        {
            Outcome = result.Outcome.Kind switch { JobOutcomeKind.Failed => JobOutcome.Failed("?"), JobOutcomeKind.TimedOut => JobOutcome.TimedOut("?"), _ => result.Outcome },
        }),
        Result("takes a cancellation by its handler for a success", "results", static result => result.Outcome.Kind == JobOutcomeKind.Cancelled ? result with { Outcome = JobOutcome.Succeeded } : result),
        new("shows the newest result, whatever came before", ["results", "concurrency"], static store =>
        {
            Dictionary<JobId, JobState> newest = [];
            return store with
            {
                Workers = new TamperedWorkerStore(store.Workers)
                {
                    Heartbeat = (beat, next) =>
                    {
                        foreach (var result in beat.Results)
                            newest[result.Lease.JobId] = result.Outcome.Kind == JobOutcomeKind.Failed ? JobState.Failed : JobState.Succeeded;
                        return next(beat);
                    },
                },
                Jobs = new TamperedJobStore(store.Jobs) { FindJob = async (id, next) => await next(id) is { } job ? Newest(job) : null },
                Queries = new TamperedJobQueryStore(store.Queries) { Find = async (input, next) => [.. (await next(input)).Select(Newest)] },
            };

            Job Newest(Job job) => newest.TryGetValue(job.Id, out var state) ? job with { State = state } : job;
        }),
        Beat("takes the last of two results of a heartbeat", "results", static beat => beat with { Results = [.. beat.Results.Reverse()] }),
        OfWorkers("takes a result of a job that was taken back", "results", static store => new TamperedWorkerStore(store.Workers)
        {
            Heartbeat = async (beat, next) =>
            {
                var reply = await next(beat);
                var succeeded = beat.Results.Where(static result => result.Outcome.Kind == JobOutcomeKind.Succeeded).Select(static result => result.Lease.JobId);
                await store.Jobs.CancelAsync(new CancelRequest { Jobs = [.. succeeded], OnlyWaiting = true, Reason = "It is done." }, default);
                return reply;
            },
        }),
        OfWorkers("leaves results of unknown jobs open", "results", static store => new TamperedWorkerStore(store.Workers)
        {
            Heartbeat = async (beat, next) =>
            {
                var reply = await next(beat);
                var known = new List<LeaseKey>();
                foreach (var lease in reply.Settled)
                {
                    if (await store.Jobs.FindJobAsync(lease.JobId, default) is not null)
                        known.Add(lease);
                }

                return reply with { Settled = known };
            },
        }),
        Tell("does not tell that a job has started", "results,events", static happened => happened is JobStarted ? [] : [happened]),
        Result("takes every result for one of an attempt", "results", static result => result with { RanFor = result.RanFor > TimeSpan.Zero ? result.RanFor : TimeSpan.FromMilliseconds(1) }),
        Watched("takes back what runs when its worker leaves", "results,sessions", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers)
            {
                Disconnect = async (input, next) =>
                {
                    await spy.TakeBackAsync(store, input.WorkerId);
                    return await next(input);
                },
            },
        }),

        Enqueue("tries a job once more than it may", "retries", static job => job with { MaxAttempts = job.MaxAttempts + 1 }),
        new("puts what goes back at the end of the queue", ["retries", "model"], static store =>
        {
            List<JobId> back = [];
            return store with
            {
                Workers = new TamperedWorkerStore(store.Workers)
                {
                    Heartbeat = (beat, next) =>
                    {
                        back.AddRange(beat.Results.Select(static result => result.Lease.JobId));
                        return next(beat);
                    },
                },
                Jobs = new TamperedJobStore(store.Jobs) { ReadHeads = async (query, next) => await next(query) is var page ? page with { Jobs = [.. page.Jobs.OrderBy(job => back.LastIndexOf(job.Id))] } : page },
            };
        }),
        Enqueue("forgets the back-off", "retries", static job => job with { Backoff = RetryBackoff.None }),
        Result("forgets the delay of a requeue", "retries", static result => result.Outcome.Kind == JobOutcomeKind.Requeue ? result with { Outcome = JobOutcome.Requeue(TimeSpan.Zero, result.Outcome.Reason) } : result),
        Result("takes a failure of the machine for one of the job", "retries,groups", static result => result.Outcome.Kind == JobOutcomeKind.InfrastructureFailed ? result with { Outcome = JobOutcome.Failed(result.Outcome.Reason!) } : result),
        Result("takes a time-out for a failure", "retries", static result => result.Outcome.Kind == JobOutcomeKind.TimedOut ? result with { Outcome = JobOutcome.Failed(result.Outcome.Reason!) } : result),
        OfWorkers("takes a success of a job to be cancelled for a cancellation", "retries", static store => new TamperedWorkerStore(store.Workers)
        {
            Heartbeat = async (beat, next) =>
            {
                var results = new List<JobResult>();
                foreach (var result in beat.Results)
                    results.Add((await store.Jobs.FindJobAsync(result.Lease.JobId, default))?.CancelRequested == true ? result with { Outcome = JobOutcome.Cancelled } : result);
                return await next(beat with { Results = results });
            },
        }),
    ];

    private static TamperedWorkerStore Deliver(StoreSet store, Func<JobAssignment, JobAssignment> change) => new(store.Workers)
    {
        Heartbeat = async (beat, next) => await next(beat) is var reply ? reply with { Assignments = [.. reply.Assignments.Select(change)] } : reply,
    };
}
