#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
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
        var isWriting = true;
        await CallAsync(farm, async (caller, _) =>
        {
            if (caller == 0)
            {
                await WriteAsync();
                return;
            }

            for (var more = true; more;)
            {
                more = Volatile.Read(ref isWriting);
                var page = await ReadAsync(farm);
                Expect.Equal(
                    "how many events are in the records, and in the open runs, of a page that was read while each change added ten and one run",
                    (page.Checkpoint.Cursor, page.Checkpoint.Cursor / 10),
                    (page.Records.Sum(static record => record.Enqueued), (long)page.Checkpoint.OpenRuns.Count));
                await Task.Yield();
            }
        }, callers: 3);

        async Task WriteAsync()
        {
            try
            {
                for (var round = 0; round < Rounds * 5; round++)
                    await AddAsync(farm, Change(round * 10, Record(enqueued: 10)) with { Began = [Run(farm)] });
            }
            finally
            {
                Volatile.Write(ref isWriting, false);
            }
        }
    }
}
