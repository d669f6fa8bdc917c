using System.Collections.Concurrent;
using Pudding.Testing.Tests.Broken;

namespace Pudding.Testing.Tests;

/// <summary>Whether the scenarios find what they are there to find.</summary>
public sealed class BrokenStoreTests
{
    public static TheoryData<string> NeedMore =>
        [.. ConformanceScenarios.All.Where(static scenario => (scenario.Needs & (StoreAbilities.Durable | StoreAbilities.SharedByHosts)) != StoreAbilities.None).Select(static scenario => scenario.Name)];

    public static TheoryData<string> OutliveARestart =>
    [
        .. ConformanceScenarios.All.Where(static scenario => (scenario.Needs & (StoreAbilities.Durable | StoreAbilities.SharedByHosts)) == StoreAbilities.Durable).Select(static scenario => scenario.Name),
    ];

    /// <summary>The store of <see cref="InMemoryStoreTests"/> can't do these; one that pretends to can, and is whole otherwise.</summary>
    [Theory]
    [MemberData(nameof(NeedMore))]
    public async Task A_store_that_is_whole_passes(string scenario)
    {
        await using var harness = new BrokenHarness(BrokenStore.Whole);
        Assert.True((await ConformanceScenarios.RunAsync(scenario, harness, CancellationToken.None)).Passed);
    }

    /// <summary>A store that proves by being opened that nobody else has it may free the baton.</summary>
    [Theory]
    [MemberData(nameof(OutliveARestart))]
    public async Task A_store_of_one_host_that_is_whole_passes(string scenario)
    {
        await using var harness = new BrokenHarness(BrokenStore.WholeOfOneHost);
        Assert.True((await ConformanceScenarios.RunAsync(scenario, harness, CancellationToken.None)).Passed);
    }

    [Fact]
    public async Task Every_scenario_is_failed_by_a_broken_store_and_every_broken_store_fails_a_scenario()
    {
        var pairs =
            from broken in BrokenStores.All
            from scenario in ConformanceScenarios.All
            where broken.Areas.Contains(scenario.Area)
            select (Broken: broken, Scenario: scenario);
        var failures = new ConcurrentBag<(BrokenStore Broken, ConformanceScenario Scenario)>();
        await Parallel.ForEachAsync(pairs, async (pair, _) =>
        {
            if (await FailsAsync(pair.Scenario, pair.Broken))
                failures.Add(pair);
        });

        Assert.Equal([], ConformanceScenarios.All.Except(failures.Select(static failure => failure.Scenario)));
        Assert.Equal([], BrokenStores.All.Except(failures.Select(static failure => failure.Broken)).Select(static broken => broken.Name));
        GeneratedTable.Match(
            "docs/conformance.md",
            "scenarios",
            ["Scenario", "Needs", "Fails, for example, a store that …"],
            ConformanceScenarios.All.Select(scenario => (string[])
            [
                scenario.Name,
                scenario.Needs == StoreAbilities.None ? "" : scenario.Needs.ToString(),
                Closest(scenario, failures).Name,
            ]));
    }

    /// <summary>The store that fails this scenario and few others. (What fails when many do things at once is not counted: it takes luck.)</summary>
    private static BrokenStore Closest(ConformanceScenario scenario, IReadOnlyCollection<(BrokenStore Broken, ConformanceScenario Scenario)> failures) => failures
        .Where(failure => failure.Scenario == scenario)
        .Select(static failure => failure.Broken)
        .MinBy(broken => (scenario.Area == "concurrency" ? 0 : failures.Count(other => other.Broken == broken && other.Scenario.Area != "concurrency"), BrokenStores.All.Index().First(other => other.Item == broken).Index))!;

    private static async Task<bool> FailsAsync(ConformanceScenario scenario, BrokenStore broken)
    {
        await using var harness = new BrokenHarness(broken);
        try
        {
            Assert.True((await scenario.RunAsync(harness, CancellationToken.None)).Passed);
            return false;
        }
        catch (ConformanceException failure)
        {
            Assert.Equal(scenario.Name, failure.Scenario);
            return true;
        }
    }
}
