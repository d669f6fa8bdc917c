using Pudding.Events;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Testing.Tests.Broken;

/// <summary>Of what outlives a process.</summary>
internal static class BrokenRestarts
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        Reopened("forgets everything with its process", static _ => Fresh()),
        Reopened("forgets usage with its process", static store => store with { Usage = Fresh().Usage }),
        Reopened("forgets what runs, as far as usage is counted, with its process", static store => store with
        {
            Usage = new TamperedUsageStore(store.Usage) { Checkpoint = static async (_, next) => await next(null) with { OpenRuns = [] } },
        }),
        Reopened("forgets policies with its process", static store => store with { Policies = Fresh().Policies }),
        Reopened("forgets until when overrides hold with its process", static store => store with
        {
            Policies = new TamperedPolicyStore(store.Policies)
            {
                Read = static async (_, next) => await next(null) is var read ? read with { Overrides = [.. read.Overrides.Select(static set => set with { ExpiresAt = null })] } : read,
            },
        }),
        Reopened("forgets credentials with its process", static store => store with { Credentials = Fresh().Credentials }),
        Reopened("forgets what was revoked with its process", static store => store with
        {
            Credentials = new TamperedCredentialStore(store.Credentials)
            {
                Find = static async (id, next) => await next(id) is { } found ? found with { Credential = found.Credential with { IsRevoked = false } } : null,
            },
        }),
        Reopened("forgets consumers with its process", static store => store with
        {
            Events = new TamperedEventStore(store.Events)
            {
                ReadCursor = static (_, _) => new((long?)null), ReadCursors = static (_, _) => new(new Dictionary<string, long>(StringComparer.Ordinal)),
            },
        }),
        Reopened("brings consumers back that were forgotten", static store => store with
        {
            Events = new TamperedEventStore(store.Events) { ReadCursor = static async (consumer, next) => await next(consumer) ?? 1 },
        }),
        Reopened("keeps events without their reasons", static store => store with
        {
            Events = new TamperedEventStore(store.Events)
            {
                Read = static async (input, next) => await next(input) is var page
                    ? page with { Events = [.. page.Events.Select(static happened => happened is JobFinished job ? job with { Reason = null } : happened)] }
                    : page,
            },
        }),
        Reopened("keeps events without the queues of workers", static store => store with
        {
            Events = new TamperedEventStore(store.Events)
            {
                Read = static async (input, next) => await next(input) is var page
                    ? page with { Events = [.. page.Events.Select(static happened => happened is WorkerConnected worker ? worker with { Queues = [] } : happened)] }
                    : page,
            },
        }),
        Reopened("does not tell of events that were forgotten before a restart", static store => store with
        {
            Events = new TamperedEventStore(store.Events) { Read = static async (input, next) => await next(input) with { Missed = 0 } },
        }),
        Reopened("forgets notes with its process", static store => store with
        {
            Jobs = new TamperedJobStore(store.Jobs) { FindJob = static async (id, next) => await next(id) is { } job ? job with { Resolution = JobResolution.None } : null },
        }),
        Reopened("forgets the priority of jobs with its process", static store => store with
        {
            Jobs = new TamperedJobStore(store.Jobs)
            {
                FindGroup = static async (id, next) => await next(id) is { } group ? group with { Jobs = [.. group.Jobs.Select(static job => job with { Priority = 0 })] } : null,
            },
        }),
        Reopened("forgets the keys of groups with its process", static store => store with
        {
            Jobs = new TamperedJobStore(store.Jobs) { Enqueue = static (group, next) => next(group with { IdempotencyKey = null, SupersedeKey = null }) },
        }),
        Reopened("forgets who has jobs with its process", static store => store with
        {
            Jobs = new TamperedJobStore(store.Jobs)
            {
                Enqueue = static async (group, next) =>
                    await next(group) is var result && result.Status == EnqueueStatus.TenantNotLeaf ? result with { Status = EnqueueStatus.Enqueued } : result,
            },
        }),
        Reopened("forgets logs with its process", static store => store with { Logs = Fresh().Logs }),
        Reopened("forgets that logs are cut with its process", static store => store with
        {
            Logs = new TamperedJobLogStore(store.Logs) { Read = static async (input, next) => await next(input) is { } page ? page with { IsCut = false } : null },
        }),
        Reopened("ends every session with its process", static store =>
        {
            foreach (var cell in store.Workers.ReadCellsAsync(default).AsTask().GetAwaiter().GetResult())
                store.Workers.DisconnectAsync(cell.WorkerId, cell.Session, default).AsTask().GetAwaiter().GetResult();
            return store;
        }),
        Reopened("forgets which heartbeat was the newest with its process", static store => store with
        {
            Workers = new TamperedWorkerStore(store.Workers)
            {
                Heartbeat = static async (beat, next) =>
                    await next(beat) is var reply && reply.Status == HeartbeatStatus.Superseded ? reply with { Status = HeartbeatStatus.Accepted } : reply,
            },
        }),
        Reopened("begins its tokens anew with its process", static store => store with
        {
            Jobs = new TamperedJobStore(store.Jobs) { Claim = static async (batch, next) => [.. (await next(batch)).Select(static result => result with { FencingToken = 1 })] },
        }),
        Reopened("forgets what is active with its process", static store => store with
        {
            Jobs = new TamperedJobStore(store.Jobs)
            {
                ReadActive = static (_, _) => new((IReadOnlyList<ActiveJob>)[]),
                Claim = static async (batch, next) => Claimed(await next(batch), ClaimStatus.LimitReached),
            },
        }),
        Reopened("forgets the baton with its process", static store => store with { Baton = Fresh().Baton }),
        Reopened("gives the baton to another host after a restart", BrokenStore.FreeBaton),
        Reopened("gives the baton to another host under its former epoch", static store => store with
        {
            Baton = new TamperedBatonStore(store.Baton) { Acquire = static async (input, next) => await next(input) ?? 1 },
        }),
        Reopened("takes every epoch for the newest after a restart", static store => store with
        {
            Jobs = new TamperedJobStore(store.Jobs)
            {
                Claim = static async (batch, next) => Claimed(await next(batch), ClaimStatus.StaleEpoch),
            },
        }),
        new("lets no time pass while it is closed", ["restarts"], static store => store) { SleepsWhileClosed = true },
    ];

    public static StoreSet Fresh() => new InMemoryHarness().CreateAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Claims that hold, though they were refused for one reason.</summary>
    private static List<ClaimResult> Claimed(IReadOnlyList<ClaimResult> results, ClaimStatus refused) =>
        [.. results.Select(result => result.Status == refused ? result with { Status = ClaimStatus.Claimed } : result)];

    private static BrokenStore Reopened(string name, Func<StoreSet, StoreSet> reopen) => new(name, ["restarts"], static store => store) { Reopen = reopen };
}
