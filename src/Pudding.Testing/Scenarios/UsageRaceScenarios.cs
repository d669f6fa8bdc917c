#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Storage;
using Pudding.Testing.Driving;
using Pudding.Usage;
using static Pudding.Testing.Driving.AtOnce;
using static Pudding.Testing.Driving.UsageSteps;

namespace Pudding.Testing.Scenarios;

/// <summary>Many who count usage at once.</summary>
internal static class UsageRaceScenarios
{
    private const int Rounds = 20;

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("concurrency")
    {
        { Usage_is_added_by_one_of_many, "IUsageStore: usage is exact because each event counts once: the cursor moves in the same step in which what was counted is added." },
        { A_page_of_usage_is_of_one_moment, "UsagePage: a part of the usage that is counted, all of it as of one moment." },
    };

    private static async Task Usage_is_added_by_one_of_many(FarmDriver farm)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var change = Change(round * 10, Record(), Record("b")) with { Began = [Run(farm)] };
            var done = 0;
            await CallAsync(farm, async (_, _) =>
            {
                if (await TryAddAsync(farm, change))
                    Interlocked.Increment(ref done);
            });
            Expect.Equal($"how many of {Callers} changes from cursor {change.After} are done, made at once", 1, done);
            Expect.Same("the records", [Record(enqueued: round + 1), Record("b", enqueued: round + 1)], await ReadAllAsync(farm));
        }

        Expect.Equal("the open runs, one of each round", Rounds, (await farm.Store.Usage.ReadCheckpointAsync(farm.Stop)).OpenRuns.Count);
    }

    private static async Task A_page_of_usage_is_of_one_moment(FarmDriver farm)
    {
        var readers = Callers - 1;
        await CallAsync(farm, (caller, _) => caller == 0 ? WriteAsync() : ReadPagesAsync());

        // Each change adds ten events, and its run takes the place of the one before.
        async Task WriteAsync()
        {
            var run = Run(farm);
            for (long after = 0; Volatile.Read(ref readers) > 0; after += 10)
            {
                await AddAsync(farm, Change(after, Record(enqueued: 10)) with { Ended = [run.JobId], Began = [run with { Since = Day.AddMinutes(after) }] });
                await Task.Yield();
            }
        }

        async Task ReadPagesAsync()
        {
            try
            {
                for (var page = 0; page < Rounds; page++)
                    Check(await ReadAsync(farm));
            }
            finally
            {
                Interlocked.Decrement(ref readers);
            }
        }

        static void Check(UsagePage page)
        {
            Expect.Equal("the events in the records of a page, and its cursor", page.Checkpoint.Cursor, page.Records.Sum(static record => record.Enqueued));
            Expect.Same(
                "when the open runs of a page began, which is the time to which it is counted",
                page.Checkpoint.CountedTo is { } time ? [time] : [],
                page.Checkpoint.OpenRuns.Select(static run => run.Since));
        }
    }
}
