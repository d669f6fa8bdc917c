using System.Text;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Workers;
using static Pudding.Testing.Tests.Broken.Breaking;

namespace Pudding.Testing.Tests.Broken;

/// <summary>Of logs, queries, checkpoints, retention, hosts.</summary>
internal static class BrokenBooks
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        OfLogs("loses every second piece of a log", "logs", static store =>
        {
            var pieces = 0;
            return new TamperedJobLogStore(store.Logs)
            {
                Append = (chunk, next) => pieces++ % 2 == 0 ? next(chunk) : new(new LogAppendResult(LogAppendStatus.Appended, chunk.Offset + chunk.Bytes.Length)),
            };
        }),
        OfLogs("reads a log from its beginning, wherever it was to begin", "logs", static store => new TamperedJobLogStore(store.Logs) { Read = static (input, next) => next((input.Job, 0, input.Limit)) }),
        OfLogs("takes a log for ASCII", "logs", static store => new TamperedJobLogStore(store.Logs)
        {
            Append = static (chunk, next) => next(chunk with { Bytes = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(chunk.Bytes.Span)) }),
        }),
        OfLogs("appends whatever comes, wherever it belongs", "logs", static store =>
        {
            Dictionary<LeaseKey, long> ends = [];
            return new TamperedJobLogStore(store.Logs)
            {
                Append = async (chunk, next) =>
                {
                    var result = await next(chunk with { Offset = ends.GetValueOrDefault(chunk.Lease) });
                    ends[chunk.Lease] = result.NextOffset;
                    return result;
                },
            };
        }),
        OfLogs("logs the first attempt only", "logs", static store =>
        {
            Dictionary<JobId, long> first = [];
            return new TamperedJobLogStore(store.Logs)
            {
                Append = (chunk, next) => first.TryAdd(chunk.Lease.JobId, chunk.Lease.FencingToken) || first[chunk.Lease.JobId] == chunk.Lease.FencingToken
                    ? next(chunk)
                    : new(new LogAppendResult(LogAppendStatus.Appended, chunk.Offset + chunk.Bytes.Length)),
            };
        }),
        OfLogs("never refuses a piece of a log", "logs", static store => new TamperedJobLogStore(store.Logs)
        {
            Append = static async (chunk, next) => await next(chunk) is { Status: LogAppendStatus.Refused } refused ? refused with { Status = LogAppendStatus.Appended } : await next(chunk),
        }),
        OfLogs("lets every worker write into a log", "logs", static store => new TamperedJobLogStore(store.Logs) { Append = static (chunk, next) => next(chunk with { WorkerId = null }) }),
        Page("never calls a log complete", "logs", static page => page with { IsComplete = false }),
        Page("calls every log complete", "logs", static page => page with { IsComplete = true }),
        OfLogs("never calls a log full", "logs", static store => new TamperedJobLogStore(store.Logs)
        {
            Append = static async (chunk, next) => await next(chunk) is var result && result.Status == LogAppendStatus.Full ? result with { Status = LogAppendStatus.Appended } : result,
        }),

        OfQueries("finds no job that is over", "queries", static store => new TamperedJobQueryStore(store.Queries)
        {
            Find = static async (input, next) => [.. (await next(input)).Where(static job => !job.State.IsFinal())],
        }),
        Query("looks for no state", static query => query with { States = [] }),
        Query("looks for no cause", static query => query with { Causes = [] }),
        Query("takes a part of a reason for a pattern", static query => query with { ReasonContains = query.ReasonContains?.Replace("%", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal) }),
        Query("looks for no tenant", static query => query with { Tenant = null }),
        Query("looks for no queue", static query => query with { Queue = null }),
        Query("looks for no group", static query => query with { Group = null }),
        Query("looks for no worker", static query => query with { WorkerId = null }),
        Query("looks for no time of enqueueing", static query => query with { EnqueuedFrom = null, EnqueuedBefore = null }),
        Query("looks for no time of the end", static query => query with { FinishedFrom = null, FinishedBefore = null }),
        Query("looks for no note", static query => query with { Resolution = null }),
        OfQueries("begins every page anew", "queries", static store => new TamperedJobQueryStore(store.Queries) { Find = static (input, next) => next((input.Query, 0, input.Limit)) }),
        OfQueries("notes the same again", "queries", static store => new TamperedJobQueryStore(store.Queries) { Resolve = static async (input, next) => [.. (await next(input)).Union(input.Jobs)] }),

        Checkpoint("keeps one checkpoint for all names", static (store, _) => new TamperedCheckpointStore(store.Checkpoints)
        {
            Save = static (input, next) => next(("all", input.Content, input.Epoch)), Read = static (_, next) => next("all"),
        }),
        Checkpoint("keeps checkpoints by holder", static (store, spy) => new TamperedCheckpointStore(store.Checkpoints)
        {
            Save = (input, next) => next(($"{input.Name} {spy.Epoch}", input.Content, input.Epoch)), Read = (name, next) => next($"{name} {spy.Epoch}"),
        }),
        Checkpoint("saves checkpoints under every epoch", static (store, spy) => new TamperedCheckpointStore(store.Checkpoints) { Save = (input, next) => next((input.Name, input.Content, spy.Epoch)) }),
        Checkpoint("does not know how old a checkpoint is", static (store, _) => new TamperedCheckpointStore(store.Checkpoints)
        {
            Read = static async (name, next) => await next(name) is { } read ? read with { Age = TimeSpan.Zero } : null,
        }),

        Prune("forgets no group", static request => request with { FinishedGroups = null }),
        Prune("forgets groups that ended lately", static request => request with { FinishedGroups = TimeSpan.FromTicks(1) }),
        Prune("forgets no log", static request => request with { Logs = null }),
        Prune("forgets no event", static request => request with { Events = null }),
        new("forgets events that were not read", ["retention"], static store => store with
        {
            Retention = new TamperedRetentionStore(store.Retention)
            {
                Prune = async (request, next) =>
                {
                    foreach (var (consumer, _) in await store.Events.ReadCursorsAsync(default))
                        await store.Events.ForgetCursorAsync(consumer, default);
                    return await next(request);
                },
            },
        }),
        Prune("forgets all at once", static request => request with { Limit = 1000 }),
        Prune("forgets what it was not asked to", static request => request with { FinishedGroups = request.FinishedGroups ?? TimeSpan.FromTicks(1) }),
        Watched("forgets under every epoch", "retention", static (store, spy) => store with
        {
            Retention = new TamperedRetentionStore(store.Retention) { Prune = (request, next) => next(request with { Epoch = spy.Epoch }) },
        }),

        new("is another store for each host", ["hosts"], static store => store) { Join = static _ => BrokenRestarts.Fresh() },
    ];

    private static BrokenStore Page(string name, string areas, Func<JobLogPage, JobLogPage> change) =>
        OfLogs(name, areas, store => new TamperedJobLogStore(store.Logs) { Read = async (input, next) => await next(input) is { } page ? change(page) : null });

    private static BrokenStore Query(string name, Func<JobQuery, JobQuery> change) => OfQueries(name, "queries", store => new TamperedJobQueryStore(store.Queries)
    {
        Find = (input, next) => next((change(input.Query), input.AfterSequence, input.Limit)), Count = (query, next) => next(change(query)),
    });

    private static BrokenStore Checkpoint(string name, Func<StoreSet, Spy, ICheckpointStore> make) => Watched(name, "checkpoints", (store, spy) => store with { Checkpoints = make(store, spy) });
}
