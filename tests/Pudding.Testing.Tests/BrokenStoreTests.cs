using System.Collections.Concurrent;
using Pudding.Testing.Tests.Broken;

namespace Pudding.Testing.Tests;

/// <summary>Whether the scenarios find what they are there to find.</summary>
public sealed class BrokenStoreTests
{
    public static TheoryData<string> NeedMore =>
        [.. ConformanceScenarios.All.Where(static scenario => (scenario.Needs & (StoreAbilities.Durable | StoreAbilities.SharedByHosts)) != StoreAbilities.None).Select(static scenario => scenario.Name)];

    /// <summary>The store of <see cref="InMemoryStoreTests"/> can't do these; one that pretends to can, and is whole otherwise.</summary>
    [Theory]
    [MemberData(nameof(NeedMore))]
    public async Task A_store_that_is_whole_passes(string scenario)
    {
        await using var harness = new BrokenHarness(BrokenStore.Whole);
        Assert.True((await ConformanceScenarios.RunAsync(scenario, harness, CancellationToken.None)).Passed);
    }

    [Fact]
    public async Task Every_scenario_is_failed_by_a_broken_store_and_every_broken_store_fails_a_scenario()
    {
        var failures = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var found = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(ConformanceScenarios.All, async (scenario, _) =>
        {
            foreach (var broken in BrokenStores.All.Where(broken => broken.Areas.Contains(scenario.Area)))
            {
                if (!await FailsAsync(scenario, broken))
                    continue;
                failures[scenario.Name] = broken.Name;
                found[broken.Name] = true;
                break;
            }
        });
        await Parallel.ForEachAsync(BrokenStores.All.Where(broken => !found.ContainsKey(broken.Name)), async (broken, _) =>
        {
            foreach (var scenario in ConformanceScenarios.All.Where(scenario => broken.Areas.Contains(scenario.Area)))
            {
                if (!await FailsAsync(scenario, broken))
                    continue;
                found[broken.Name] = true;
                break;
            }
        });

        Assert.Equal([], ConformanceScenarios.Names.Where(name => !failures.ContainsKey(name)));
        Assert.Equal([], BrokenStores.All.Select(static broken => broken.Name).Where(name => !found.ContainsKey(name)));
        GeneratedTable.Match(
            "docs/conformance.md",
            "scenarios",
            ["Scenario", "Needs", "Fails, for example, a store that …", "Promise"],
            ConformanceScenarios.All.Select(scenario => (string[])
            [
                scenario.Name, scenario.Needs == StoreAbilities.None ? "" : scenario.Needs.ToString(), failures[scenario.Name], scenario.Obligation,
            ]));
    }

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
