#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Storage;
using Pudding.Testing.Driving;
using Pudding.Usage;
using static Pudding.Testing.Driving.UsageSteps;

namespace Pudding.Testing.Scenarios;

/// <summary>What is added to usage and forgotten of it.</summary>
internal static class UsageScenarios
{
    private const string Add = "IUsageStore.AddAsync: adds what was counted and moves the cursor, all of it or nothing.";

    private const string Refused = "IUsageStore.AddAsync: refused (nothing done) when the cursor is not UsageChange.After.";

    private const string Forget = "IUsageStore.ForgetAsync: forgets records and gaps whose time was over before a moment, a part of them at a time.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("usage")
    {
        { Nothing_is_counted_in_a_new_store, "IUsageStore.ReadCheckpointAsync: UsageCheckpoint.Beginning for a store in which nothing is counted yet." },
        { A_change_is_kept_with_its_cursor, Add },
        { What_is_added_under_a_key_is_summed_and_the_higher_peak_is_kept, "UsageChange.Records: what to add, see UsageRecord.Plus; where nothing is kept under a key, the record is kept as it is." },
        { A_key_is_all_of_tenant_queue_period_and_start, "UsageChange.Records: one for each key." },
        { A_change_from_another_cursor_is_refused_whole, Refused },
        { A_change_that_is_repeated_is_refused, Refused },
        { A_run_that_ended_and_began_again_is_open, "UsageChange.Ended: removed before Began is added: a job may be in both." },
        { Gaps_are_kept, "UsageChange.Gaps: times whose events were gone; to be kept with the others." },
        { Large_numbers_and_short_times_are_exact, "UsageRecord.SlotTime: all slots added up; exact." },
        { A_time_is_the_same_moment_whatever_its_offset, "UsageKey.Start: when the period begins, in UTC." },
        { Records_whose_period_is_over_are_forgotten, Forget },
        { A_call_forgets_no_more_records_than_it_may, Forget },
        { Gaps_that_are_over_are_forgotten, Forget },
        { What_was_forgotten_begins_anew, "UsageChange.Records: where nothing is kept under a key, the record is kept as it is." },
    };

    private static async Task Nothing_is_counted_in_a_new_store(FarmDriver farm)
    {
        await farm.EnqueueAsync();
        await ExpectCheckpointAsync(farm, "of a new store", 0, countedTo: null);
        var page = await ReadAsync(farm);
        Expect.Empty("its records", page.Records);
        Expect.Empty("its gaps", page.Gaps);
        Expect.Equal("how many records are forgotten of none", 0, await ForgetAsync(farm, Day));
    }

    private static async Task A_change_is_kept_with_its_cursor(FarmDriver farm)
    {
        var record = new UsageRecord
        {
            Tenant = Record("a/x").Tenant, Queue = "linux", Period = UsagePeriod.Day, Start = Day, SlotTime = TimeSpan.FromSeconds(90), PeakConcurrency = 2,
            Enqueued = 3, Started = 4, Succeeded = 5, Failed = 6, Cancelled = 7, Lost = 8,
        };
        var run = Run(farm, hour: 3);
        await AddAsync(farm, Change(0, record) with { Began = [run] });
        await ExpectCheckpointAsync(farm, "after a change to 10", 10, Day, run);
        Expect.Same("the record", [record], await ReadAllAsync(farm, depth: 2));
    }

    private static async Task What_is_added_under_a_key_is_summed_and_the_higher_peak_is_kept(FarmDriver farm)
    {
        var first = Record() with { SlotTime = TimeSpan.FromSeconds(9), PeakConcurrency = 3, Started = 2, Succeeded = 3, Failed = 4, Cancelled = 5, Lost = 6 };
        var second = Record() with { SlotTime = TimeSpan.FromSeconds(2), PeakConcurrency = 2, Enqueued = 10, Started = 20, Succeeded = 30, Failed = 40, Cancelled = 50, Lost = 60 };
        var third = Record() with { PeakConcurrency = 7 };
        await AddAsync(farm, Change(0, first));
        await AddAsync(farm, Change(10, second));
        Expect.Same("the record that two changes have added to", [first.Plus(second)], (await ReadAsync(farm)).Records);
        await AddAsync(farm, Change(20, third));
        Expect.Same("the record that three changes have added to", [first.Plus(second).Plus(third)], (await ReadAsync(farm)).Records);
    }

    private static async Task A_key_is_all_of_tenant_queue_period_and_start(FarmDriver farm)
    {
        UsageRecord[] records =
        [
            Record(), Record() with { Period = UsagePeriod.Day }, Record(hour: 1), Record("A"), Record("b"), Record(queue: "linux"), Record(queue: "Linux"), Record(queue: "linux", hour: 1),
        ];
        await AddAsync(farm, Change(0, records));
        await AddAsync(farm, Change(10, records[0], records[^1]));
        Expect.SameSet(
            "the records, when the first and the last were added twice and differ from each of the others in one thing",
            [records[0].Plus(records[0]), .. records[1..^1], records[^1].Plus(records[^1])],
            await ReadAllAsync(farm));
    }

    private static async Task A_change_from_another_cursor_is_refused_whole(FarmDriver farm)
    {
        var run = Run(farm);
        var gap = new UsageGap(Day, Day.AddHours(1), 4);
        await AddAsync(farm, Change(0, Record(enqueued: 1)) with { Began = [run], Gaps = [gap] });
        await AddAsync(farm, Change(10, Record(enqueued: 2)));
        foreach (var after in new long[] { 0, 10, 19, 21, 30 })
        {
            var change = Change(after, Record(enqueued: 100), Record("b")) with { Ended = [run.JobId], Began = [Run(farm)], Gaps = [gap with { Events = 9 }] };
            Expect.Equal($"adding what goes on from {after}, while the cursor is 20", false, await TryAddAsync(farm, change));
        }

        await ExpectCheckpointAsync(farm, "after changes that were refused", 20, Day.AddMinutes(10), run);
        Expect.Same("the records", [Record(enqueued: 3)], await ReadAllAsync(farm));
        Expect.Same("the gaps", [gap], (await ReadAsync(farm)).Gaps);
    }

    private static async Task A_change_that_is_repeated_is_refused(FarmDriver farm)
    {
        var change = Change(0, Record()) with { Began = [Run(farm)] };
        await AddAsync(farm, change);
        Expect.Equal("the same change again", false, await TryAddAsync(farm, change));
        await AddAsync(farm, Change(10, Record()));
        Expect.Equal("the first one once more", false, await TryAddAsync(farm, change));
        Expect.Same("the records", [Record(enqueued: 2)], await ReadAllAsync(farm));
        await ExpectCheckpointAsync(farm, "after two changes and two repeats", 20, Day.AddMinutes(10), change.Began);
    }

    private static async Task A_run_that_ended_and_began_again_is_open(FarmDriver farm)
    {
        var (stays, ends, again) = (Run(farm), Run(farm, "a/y"), Run(farm, "b"));
        await AddAsync(farm, Change(0) with { Began = [stays, ends, again] });
        var later = again with { Since = Day.AddHours(2) };
        await AddAsync(farm, Change(10) with { Ended = [again.JobId, ends.JobId, farm.NewJobId()], Began = [later] });
        await ExpectCheckpointAsync(farm, "when one of three has ended, and another one has ended and begun again", 20, Day.AddMinutes(10), stays, later);
    }

    private static async Task Gaps_are_kept(FarmDriver farm)
    {
        var (first, second) = (new UsageGap(DateTimeOffset.MinValue, Day, 3_000_000_000), new UsageGap(Day.AddHours(3), Day.AddHours(4), 1));
        await AddAsync(farm, Change(0) with { Gaps = [first] });
        await AddAsync(farm, Change(10, Record()) with { Gaps = [second] });
        Expect.SameSet("the gaps, the first of them since ever", [first, second], (await ReadAsync(farm)).Gaps);
    }

    private static async Task Large_numbers_and_short_times_are_exact(FarmDriver farm)
    {
        const long Large = (1L << 53) + 1; // the first number that a double can't tell from its neighbour
        var record = Record(enqueued: Large) with { SlotTime = TimeSpan.FromTicks(Large), PeakConcurrency = int.MaxValue, Started = Large + 2, Lost = 3_000_000_000 };
        await AddAsync(farm, Change(0, record));
        await AddAsync(farm, Change(10, Record(enqueued: 0) with { SlotTime = TimeSpan.FromTicks(2) }));
        var read = Expect.Single("the records", (await ReadAsync(farm)).Records);
        Expect.Equal("its slot time in ticks", Large + 2, read.SlotTime.Ticks);
        Expect.Equal("the record", record with { SlotTime = TimeSpan.FromTicks(Large + 2) }, read);
        const long Far = Large * 3;
        await AddAsync(farm, Change(20) with { Cursor = Far });
        await ExpectCheckpointAsync(farm, "far on", Far, Day.AddMinutes(20));
    }

    private static async Task A_time_is_the_same_moment_whatever_its_offset(FarmDriver farm)
    {
        var (early, late) = (TimeSpan.FromHours(-5), new TimeSpan(5, 45, 0));
        var run = Run(farm, hour: 2);
        var gap = new UsageGap(Day.AddHours(1), Day.AddHours(2), 1);
        await AddAsync(farm, Change(0, Record(hour: 1) with { Start = Day.AddHours(1).ToOffset(late) }) with
        {
            CountedTo = Day.AddHours(3).ToOffset(early),
            Began = [run with { Since = run.Since.ToOffset(late) }],
            Gaps = [new UsageGap(gap.From.ToOffset(early), gap.To.ToOffset(late), 1)],
        });
        await AddAsync(farm, Change(10, Record(hour: 1) with { Start = Day.AddHours(1).ToOffset(early) }) with { CountedTo = Day.AddHours(4).ToOffset(late) });
        await ExpectCheckpointAsync(farm, "whose time was given with another offset", 20, Day.AddHours(4), run);
        var page = await ReadAsync(farm, new UsageQuery { From = Day.AddHours(1).ToOffset(early), Before = Day.AddHours(2).ToOffset(late) }, Record().Key);
        Expect.Same("the record of one hour that was given with two offsets", [Record(hour: 1, enqueued: 2)], page.Records);
        Expect.Same("the gaps", [gap], page.Gaps);
        Expect.Empty("what comes after that hour, named with a third offset", (await ReadAsync(farm, after: Record().Key with { Start = Day.AddHours(1).ToOffset(late) })).Records);
        Expect.Equal("how many records are forgotten before the hour's end, named with an offset", 1, await ForgetAsync(farm, Day.AddHours(2).ToOffset(early)));
    }

    private static async Task Records_whose_period_is_over_are_forgotten(FarmDriver farm)
    {
        var run = Run(farm);
        var day = Record() with { Period = UsagePeriod.Day };
        await AddAsync(farm, Change(0, Record(hour: 0), Record("b", "linux", hour: 1), Record(hour: 2), day) with { Began = [run] });
        Expect.Equal("how many are forgotten before 01:59:59, of which that from 00:00 to 01:00 alone is over", 1, await ForgetAsync(farm, Day.AddHours(2).AddSeconds(-1)));
        Expect.Equal("how many are forgotten before 02:00, when that from 01:00 to 02:00 is over", 1, await ForgetAsync(farm, Day.AddHours(2)));
        Expect.Equal("how many are forgotten by the same call again", 0, await ForgetAsync(farm, Day.AddHours(2)));
        Expect.Same("the records that are left: that of the day, and of its third hour", [day, Record(hour: 2)], await ReadAllAsync(farm));
        await ExpectCheckpointAsync(farm, "of which nothing is forgotten", 10, Day, run);
    }

    private static async Task A_call_forgets_no_more_records_than_it_may(FarmDriver farm)
    {
        await AddAsync(farm, Change(0, [.. Enumerable.Range(0, 7).Select(static hour => Record(hour: hour))]));
        Expect.Equal("how many are forgotten of five that are over, three at most", 3, await ForgetAsync(farm, Day.AddHours(5), limit: 3));
        Expect.Equal("how many are left of seven", 4, (await ReadAsync(farm)).Records.Count);
        Expect.Equal("how many the next call forgets", 2, await ForgetAsync(farm, Day.AddHours(5), limit: 3));
        Expect.Same("the records that are left", [Record(hour: 5), Record(hour: 6)], (await ReadAsync(farm)).Records);
    }

    private static async Task Gaps_that_are_over_are_forgotten(FarmDriver farm)
    {
        var (first, second, third) = (new UsageGap(DateTimeOffset.MinValue, Day, 3), new UsageGap(Day, Day.AddHours(1), 2), new UsageGap(Day.AddMinutes(1), Day.AddHours(2), 1));
        await AddAsync(farm, Change(0, Record(hour: 1)) with { Gaps = [first, second, third] });
        await ForgetAsync(farm, Day.AddMinutes(59));
        Expect.SameSet("the gaps, when that which ended at 00:00 is forgotten before 00:59", [second, third], (await ReadAsync(farm)).Gaps);
        await ForgetAsync(farm, Day.AddHours(1));
        Expect.SameSet("the gaps, when that which ended at 01:00 is forgotten before 01:00", [third], (await ReadAsync(farm)).Gaps);
        Expect.Same("the records", [Record(hour: 1)], (await ReadAsync(farm)).Records);
    }

    private static async Task What_was_forgotten_begins_anew(FarmDriver farm)
    {
        await AddAsync(farm, Change(0, Record(enqueued: 5) with { PeakConcurrency = 9 }));
        await ForgetAsync(farm, Day.AddHours(1));
        await AddAsync(farm, Change(10, Record(enqueued: 2) with { PeakConcurrency = 1 }));
        Expect.Same("the record that was forgotten and added again", [Record(enqueued: 2) with { PeakConcurrency = 1 }], (await ReadAsync(farm)).Records);
    }
}
