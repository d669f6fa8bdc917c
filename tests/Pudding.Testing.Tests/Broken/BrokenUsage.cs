using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Usage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>Of usage.</summary>
internal static class BrokenUsage
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        Of("counts from the first event that it has", static store => new TamperedUsageStore(store)
        {
            Checkpoint = static async (_, next) => await next(null) is { CountedTo: null } none ? none with { CountedTo = DateTimeOffset.UnixEpoch } : await next(null),
        }),
        Of("adds whatever the cursor is", static store => new TamperedUsageStore(store)
        {
            Add = async (change, next) => await next(change with { After = (await store.ReadCheckpointAsync(default)).Cursor }),
        }),
        Of("adds the records of a change that it refuses", static store => new TamperedUsageStore(store)
        {
            Add = async (change, next) =>
            {
                if (await next(change))
                    return true;
                var there = await store.ReadCheckpointAsync(default);
                await next(change with { After = there.Cursor, Cursor = there.Cursor, CountedTo = there.CountedTo ?? default, Ended = [], Began = [], Gaps = [] });
                return false;
            },
        }),
        Of("says that it has done what was done before", static store =>
        {
            HashSet<long> done = [];
            return new TamperedUsageStore(store) { Add = async (change, next) => await next(change) ? done.Add(change.After) : done.Contains(change.After) };
        }),
        Add("keeps no runs that began", static change => change with { Began = [] }),
        Add("adds runs before it removes those that ended", static change => change with { Began = [.. change.Began.Where(run => !change.Ended.Contains(run.JobId))] }),
        Add("keeps runs that ended", static change => change with { Ended = [] }),
        Add("keeps no gaps", static change => change with { Gaps = [] }),
        Add("counts missed events in 32 bits", static change => change with { Gaps = [.. change.Gaps.Select(static gap => gap with { Events = (int)gap.Events })] }),
        Records("knows no losses", static record => record with { Lost = 0 }),
        Records("keeps slot time in milliseconds", static record => record with { SlotTime = TimeSpan.FromMilliseconds(record.SlotTime.Ticks / TimeSpan.TicksPerMillisecond) }),
        Records("keeps numbers as doubles", static record => record with
        {
            Enqueued = (long)(double)record.Enqueued,
            SlotTime = TimeSpan.FromTicks((long)(double)record.SlotTime.Ticks),
        }),
        Records("reads the time of day and no offset", static record => record with { Start = new DateTimeOffset(record.Start.DateTime, TimeSpan.Zero) }),
        Records("takes an hour for a day", static record => record with { Period = UsagePeriod.Day }),
        Records("knows no queues", static record => record with { Queue = record.Queue is null ? null : "linux" }),
        Of("replaces what is there", static store => Rewriting(store, static (_, record) => record)),
        Of("keeps the newer peak", static store => Rewriting(store, static (there, record) => there.Plus(record) with { PeakConcurrency = record.PeakConcurrency })),

        Query("reads every level", static query => query.Depth is null && query.Tenant is null ? query with { Depth = 2 } : query),
        Query("reads tenants by the level alone", static query => query with { Tenant = null, Depth = query.Depth ?? query.Tenant?.Depth }),
        Query("does not tell queues from all of them", static query => query with { ByQueue = false, Queue = null }),
        Query("looks for no beginning of usage", static query => query with { From = null }),
        Query("looks for no end of usage", static query => query with { Before = null }),
        Query("reads the period that begins at the end", static query => query with { Before = query.Before?.AddTicks(1) }),
        Page("gives records of the period that is asked for only", static (query, page) => page with { Records = [.. page.Records.Where(record => record.Period <= query.Period)] }),
        Page("orders usage without regard to case", static (_, page) => page with
        {
            Records =
            [
                .. page.Records.OrderBy(static record => record.Tenant.Value, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(static record => record.Queue, StringComparer.OrdinalIgnoreCase).ThenBy(static record => record.Start),
            ],
        }),
        Page("orders usage by time", static (_, page) => page with { Records = [.. page.Records.OrderBy(static record => record.Start).ThenBy(static record => record.Key)] }),
        Of("begins every page of usage anew", static store => new TamperedUsageStore(store) { Read = static (input, next) => next((input.Query, null, input.Limit)) }),
        Of("reads more usage than was asked for", static store => new TamperedUsageStore(store) { Read = static (input, next) => next((input.Query, input.After, 1000)) }),
        Page("shows no gaps", static (_, page) => page with { Gaps = [] }),
        Page("gives pages without what runs", static (_, page) => page with { Checkpoint = page.Checkpoint with { OpenRuns = [] } }),
        Page("gives the time up to which usage is counted for now", static (_, page) => page with { At = page.Checkpoint.CountedTo ?? page.At }),

        Forget("forgets no usage", static input => (DateTimeOffset.MinValue, input.Limit)),
        Forget("forgets usage whose period is not over", static input => (input.Before.AddSeconds(2), input.Limit)),
        Forget("keeps usage that is over just now", static input => (input.Before.AddTicks(-1), input.Limit)),
        Forget("forgets all usage at once", static input => (input.Before, 1000)),
        Of("forgets usage only for show", static store =>
        {
            var before = DateTimeOffset.MinValue;
            return new TamperedUsageStore(store)
            {
                Forget = async (input, next) =>
                {
                    before = input.Before;
                    return (await store.ReadAsync(new UsageQuery(), after: null, 1000, default)).Records.Count(record => record.End <= before);
                },
            };
        }),

        new("looks at the cursor before it adds", ["concurrency"], static store => store with
        {
            Usage = new TamperedUsageStore(store.Usage)
            {
                Add = async (change, next) =>
                {
                    if ((await store.Usage.ReadCheckpointAsync(default)).Cursor != change.After)
                        return false;
                    await Task.Delay(5); // long enough for the others to look as well
                    return await next(change with { After = (await store.Usage.ReadCheckpointAsync(default)).Cursor });
                },
            },
        }),
        new("reads the records and then how far it has counted", ["concurrency"], static store => store with
        {
            Usage = new TamperedUsageStore(store.Usage)
            {
                Read = async (input, next) =>
                {
                    var page = await next(input);
                    await Task.Delay(1); // long enough for a change
                    return page with { Checkpoint = await store.Usage.ReadCheckpointAsync(default) };
                },
            },
        }),
    ];

    private static BrokenStore Of(string name, Func<IUsageStore, IUsageStore> make) => new(name, ["usage"], store => store with { Usage = make(store.Usage) });

    private static BrokenStore Add(string name, Func<UsageChange, UsageChange> change) => Of(name, store => new TamperedUsageStore(store) { Add = (input, next) => next(change(input)) });

    private static BrokenStore Records(string name, Func<UsageRecord, UsageRecord> change) =>
        Add(name, input => input with { Records = [.. input.Records.Select(change)] });

    private static BrokenStore Query(string name, Func<UsageQuery, UsageQuery> change) =>
        Of(name, store => new TamperedUsageStore(store) { Read = (input, next) => next((change(input.Query), input.After, input.Limit)) });

    private static BrokenStore Page(string name, Func<UsageQuery, UsagePage, UsagePage> change) =>
        Of(name, store => new TamperedUsageStore(store) { Read = async (input, next) => change(input.Query, await next(input)) });

    private static BrokenStore Forget(string name, Func<(DateTimeOffset Before, int Limit), (DateTimeOffset Before, int Limit)> change) =>
        Of(name, store => new TamperedUsageStore(store) { Forget = (input, next) => next(change(input)) });

    /// <summary>A store that has another rule for what is added to a record.</summary>
    private static TamperedUsageStore Rewriting(IUsageStore store, Func<UsageRecord, UsageRecord, UsageRecord> rule)
    {
        Dictionary<UsageKey, UsageRecord> kept = [];
        return new TamperedUsageStore(store)
        {
            Add = async (change, next) =>
            {
                if (!await next(change))
                    return false;
                foreach (var record in change.Records)
                    kept[record.Key] = kept.TryGetValue(record.Key, out var there) ? rule(there, record) : record;
                return true;
            },
            Read = async (input, next) => await next(input) is var page ? page with { Records = [.. page.Records.Select(record => kept[record.Key])] } : page,
        };
    }
}
