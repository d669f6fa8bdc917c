#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Usage;
using static Pudding.Testing.Driving.UsageSteps;

namespace Pudding.Testing.Scenarios;

/// <summary>What is read of usage.</summary>
internal static class UsageReadingScenarios
{
    private const string Fits = "UsageQuery.Matches: the meaning of each field.";

    private const string Order = "IUsageStore.ReadAsync: records in the order of their keys, page by page.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("usage")
    {
        { Tenants_are_read_level_by_level, Fits },
        { A_tenant_is_read_with_those_below_it, Fits },
        { Queues_are_read_together_or_each_by_itself, Fits },
        { A_stretch_of_time_is_read_from_its_start_to_before_its_end, Fits },
        { The_period_that_is_asked_for_is_not_the_stores_concern, "UsageQuery.Matches: UsageQuery.Period is not a store's concern." },
        { Records_come_in_the_order_of_their_keys, Order },
        { Pages_follow_each_other, Order },
        { Each_page_has_the_checkpoint_and_the_gaps, "UsagePage.Checkpoint: its open runs at least those whose tenant and queue the query asks for." },
        { Each_page_has_the_stores_time, "UsagePage.At: the moment, by the store's clock.", StoreAbilities.PassTime },
    };

    private static async Task Tenants_are_read_level_by_level(FarmDriver farm)
    {
        UsageRecord[] records = [Record("a"), Record("a/x"), Record("a/x/deep"), Record("b"), Record("b/y"), Record("b/y/deep")];
        await AddAsync(farm, Change(0, records));
        await ExpectAsync(farm, "of each organisation", new UsageQuery(), records[0], records[3]);
        await ExpectAsync(farm, "of depth 2", new UsageQuery { Depth = 2 }, records[1], records[4]);
        await ExpectAsync(farm, "of depth 3", new UsageQuery { Depth = 3 }, records[2], records[5]);
    }

    private static async Task A_tenant_is_read_with_those_below_it(FarmDriver farm)
    {
        UsageRecord[] records = [Record("a"), Record("a-b/x"), Record("a/X"), Record("a/x"), Record("a/x/deep"), Record("a/xy/deep"), Record("a0/x")];
        await AddAsync(farm, Change(0, records));
        await ExpectAsync(farm, "of a itself", new UsageQuery { Tenant = TenantPath.Parse("a") }, records[0]);
        await ExpectAsync(farm, "of the projects of a", new UsageQuery { Tenant = TenantPath.Parse("a"), Depth = 2 }, records[2], records[3]);
        await ExpectAsync(farm, "of a/x itself", new UsageQuery { Tenant = TenantPath.Parse("a/x") }, records[3]);
        await ExpectAsync(farm, "below a/x", new UsageQuery { Tenant = TenantPath.Parse("a/x"), Depth = 3 }, records[4]);
        await ExpectAsync(farm, "of a tenant without any", new UsageQuery { Tenant = TenantPath.Parse("a/X"), Depth = 3 });
    }

    private static async Task Queues_are_read_together_or_each_by_itself(FarmDriver farm)
    {
        UsageRecord[] records = [Record(), Record(queue: "Linux"), Record(queue: "linux"), Record(queue: "linux-arm"), Record("b"), Record("b", "linux")];
        await AddAsync(farm, Change(0, records));
        await ExpectAsync(farm, "over all queues", new UsageQuery(), records[0], records[4]);
        await ExpectAsync(farm, "of each queue", new UsageQuery { ByQueue = true }, records[1], records[2], records[3], records[5]);
        await ExpectAsync(farm, "of one queue", new UsageQuery { Queue = "linux" }, records[2], records[5]);
        await ExpectAsync(farm, "of one queue, each queue by itself", new UsageQuery { Queue = "linux", ByQueue = true }, records[2], records[5]);
    }

    private static async Task A_stretch_of_time_is_read_from_its_start_to_before_its_end(FarmDriver farm)
    {
        var records = Enumerable.Range(0, 6).Select(static hour => Record(hour: hour)).ToArray();
        await AddAsync(farm, Change(0, records));
        await ExpectAsync(farm, "from 02:00", new UsageQuery { From = Day.AddHours(2) }, records[2..]);
        await ExpectAsync(farm, "from one millisecond later", new UsageQuery { From = Day.AddHours(2).AddMilliseconds(1) }, records[3..]);
        await ExpectAsync(farm, "before 04:00", new UsageQuery { Before = Day.AddHours(4) }, records[..4]);
        await ExpectAsync(farm, "before one millisecond later", new UsageQuery { Before = Day.AddHours(4).AddMilliseconds(1) }, records[..5]);
        await ExpectAsync(farm, "from 02:00 and before 04:00", new UsageQuery { From = Day.AddHours(2), Before = Day.AddHours(4) }, records[2..4]);
    }

    private static async Task The_period_that_is_asked_for_is_not_the_stores_concern(FarmDriver farm)
    {
        UsageRecord[] records = [Record(), Record() with { Period = UsagePeriod.Day }, Record(hour: 5)];
        await AddAsync(farm, Change(0, records));
        foreach (var period in Enum.GetValues<UsagePeriod>())
            await ExpectAsync(farm, $"asked for by the {period}", new UsageQuery { Period = period }, records);
    }

    private static async Task Records_come_in_the_order_of_their_keys(FarmDriver farm)
    {
        // By their characters, capitals before small letters, and - . before the / between names.
        UsageRecord[] organisations =
        [
            Record("B", hour: 9), Record("a"), Record("a") with { Period = UsagePeriod.Day }, Record("a", hour: 1), Record("a", hour: 9), Record("a-b"), Record("a0"), Record("b"),
        ];
        UsageRecord[] projects =
        [
            Record("B/x"), Record("a-b/x"), Record("a.b/x"), Record("a/X"), Record("a/x"), Record("a/x-y"), Record("a/y"), Record("a0/a"), Record("b/a"),
        ];
        UsageRecord[] queues =
        [
            Record("a", "Z", hour: 3), Record("a", "linux", hour: 1), Record("a", "linux", hour: 2), Record("a", "linux-arm"), Record("a", "linux.x"), Record("a", "linux2"),
            Record("b", "a"),
        ];
        await AddAsync(farm, Change(0, [.. organisations.Concat(projects).Concat(queues).Reverse()]));
        await ExpectAsync(farm, "of organisations: by tenant, start, period", new UsageQuery(), organisations);
        await ExpectAsync(farm, "of projects", new UsageQuery { Depth = 2 }, projects);
        await ExpectAsync(farm, "of queues: by tenant, queue, start", new UsageQuery { ByQueue = true }, queues);
    }

    private static async Task Pages_follow_each_other(FarmDriver farm)
    {
        UsageRecord[] records =
        [
            Record("B", hour: 7), Record("a"), Record("a") with { Period = UsagePeriod.Day }, Record("a", hour: 4), Record("a", hour: 5), Record("a-b", hour: 1), Record("b", hour: 7),
        ];
        var queues = records.SelectMany(static record => new[] { record with { Queue = "linux" }, record with { Queue = "osx" } }).OrderBy(static record => record.Key).ToList();
        await AddAsync(farm, Change(0, [.. records, .. queues]));
        foreach (var (query, expected) in new (UsageQuery, IReadOnlyList<UsageRecord>)[] { (new UsageQuery(), records), (new UsageQuery { ByQueue = true }, queues) })
        {
            foreach (var limit in (int[])[1, 2, 3])
            {
                var read = new List<UsageRecord>();
                while (read.Count <= expected.Count)
                {
                    var page = await ReadAsync(farm, query, read.Count == 0 ? null : read[^1].Key, limit);
                    Expect.Equal($"how many records a page has after {read.Count} of {expected.Count}, {limit} at most", Math.Min(limit, expected.Count - read.Count), page.Records.Count);
                    read.AddRange(page.Records);
                    if (page.Records.Count < limit)
                        break;
                }

                Expect.Same($"the records of all pages of {limit}", expected, read);
            }
        }

        await ForgetAsync(farm, Day.AddHours(5));
        Expect.Same("what comes after a record that was forgotten since", [records[4], records[6]], (await ReadAsync(farm, after: records[3].Key)).Records);
    }

    private static async Task Each_page_has_the_checkpoint_and_the_gaps(FarmDriver farm)
    {
        var (run, other) = (Run(farm, "a/x", hour: 1), Run(farm, "b/y", hour: 2));
        var gap = new UsageGap(Day, Day.AddHours(1), 3);
        await AddAsync(farm, Change(0, Record("a"), Record("b")) with { Began = [run, other], Gaps = [gap] });
        var first = await ReadAsync(farm, limit: 1);
        await AddAsync(farm, Change(10, Record("b")) with { Ended = [other.JobId] });
        var second = await ReadAsync(farm, after: first.Records[^1].Key);
        var narrow = await ReadAsync(farm, new UsageQuery { Tenant = TenantPath.Parse("a/x"), Queue = "linux" });
        Expect.Equal("the cursor and its time with the first page", (10L, Day), (first.Checkpoint.Cursor, first.Checkpoint.CountedTo));
        Expect.SameSet("the open runs with the first page", [run, other], first.Checkpoint.OpenRuns);
        Expect.Equal("the cursor and its time with the second, after a change", (20L, Day.AddMinutes(10)), (second.Checkpoint.Cursor, second.Checkpoint.CountedTo));
        Expect.SameSet("the open runs with the second page", [run], second.Checkpoint.OpenRuns);
        Expect.That(narrow.Checkpoint.OpenRuns.Contains(run), $"among the open runs with a page of a/x in 'linux': {run}", Words.List(narrow.Checkpoint.OpenRuns));
        foreach (var page in (UsagePage[])[first, second, narrow])
            Expect.Same("the gaps with each page", [gap], page.Gaps);
    }

    private static async Task Each_page_has_the_stores_time(FarmDriver farm)
    {
        await AddAsync(farm, Change(0, Record()));
        var before = (await farm.EnqueueAsync()).EnqueuedAt; // the only way to learn what time it is there
        foreach (var query in (UsageQuery[])[new UsageQuery(), new UsageQuery { Queue = "none" }])
        {
            await farm.AdvanceAsync(3);
            var page = await ReadAsync(farm, query);
            Expect.Span("how much later the page is of than a job that was enqueued 3 units before", farm.Units(3), page.At - before, farm.Harness.Slack);
            before = page.At;
        }
    }

    private static async Task ExpectAsync(FarmDriver farm, string which, UsageQuery query, params IReadOnlyList<UsageRecord> records) =>
        Expect.Same($"the keys of the records {which}", records.Select(static record => record.Key), (await ReadAsync(farm, query)).Records.Select(static record => record.Key));
}
