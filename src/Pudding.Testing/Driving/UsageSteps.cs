#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Usage;

namespace Pudding.Testing.Driving;

/// <summary>What scenarios of usage do and look at.</summary>
internal static class UsageSteps
{
    /// <summary>The beginning of the day that usage is about. The store's own time has no part in it.</summary>
    public static readonly DateTimeOffset Day = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A record of an hour of that day.</summary>
    public static UsageRecord Record(string tenant = "a", string? queue = null, int hour = 0, long enqueued = 1) =>
        new() { Tenant = TenantPath.Parse(tenant), Queue = queue, Period = UsagePeriod.Hour, Start = Day.AddHours(hour), Enqueued = enqueued };

    public static UsageRun Run(FarmDriver farm, string tenant = "a/x", int hour = 0) => new(farm.NewJobId(), TenantPath.Parse(tenant), "linux", Day.AddHours(hour));

    /// <summary>What the next ten events add.</summary>
    public static UsageChange Change(long after, params IReadOnlyList<UsageRecord> records) =>
        new() { After = after, Cursor = after + 10, CountedTo = Day.AddMinutes(after), Ended = [], Began = [], Records = records, Gaps = [] };

    public static async Task<bool> TryAddAsync(FarmDriver farm, UsageChange change)
    {
        var done = await farm.Store.Usage.AddAsync(change, farm.Stop);
        farm.Note(
            $"add usage from {change.After} to {change.Cursor}: {change.Records.Count} records, {change.Began.Count} runs that began, {change.Ended.Count} that ended, "
            + $"{change.Gaps.Count} gaps: {(done ? "done" : "refused")}");
        return done;
    }

    /// <summary>Adds what can't be refused.</summary>
    public static async Task AddAsync(FarmDriver farm, UsageChange change) =>
        Expect.Equal($"adding what goes on from {change.After}, where the cursor is", true, await TryAddAsync(farm, change));

    /// <summary>Every record that fits, in one page.</summary>
    public static async Task<UsagePage> ReadAsync(FarmDriver farm, UsageQuery? query = null, UsageKey? after = null, int limit = 1000) =>
        await farm.Store.Usage.ReadAsync(query ?? new UsageQuery(), after, limit, farm.Stop);

    /// <summary>Everything that is kept at one level, by queue and over all queues.</summary>
    public static async Task<IReadOnlyList<UsageRecord>> ReadAllAsync(FarmDriver farm, int depth = 1) =>
        [.. (await ReadAsync(farm, new UsageQuery { Depth = depth })).Records, .. (await ReadAsync(farm, new UsageQuery { Depth = depth, ByQueue = true })).Records];

    public static async Task<int> ForgetAsync(FarmDriver farm, DateTimeOffset before, int limit = 1000)
    {
        var forgotten = await farm.Store.Usage.ForgetAsync(before, limit, farm.Stop);
        farm.Note($"forget usage before {before:O}, {limit} records at most: {forgotten}");
        return forgotten;
    }

    public static async Task ExpectCheckpointAsync(FarmDriver farm, string when, long cursor, DateTimeOffset? countedTo, params IReadOnlyList<UsageRun> runs)
    {
        var checkpoint = await farm.Store.Usage.ReadCheckpointAsync(farm.Stop);
        Expect.Equal($"the cursor and its time {when}", (cursor, countedTo), (checkpoint.Cursor, checkpoint.CountedTo));
        Expect.SameSet($"the open runs {when}", runs, checkpoint.OpenRuns);
    }
}
