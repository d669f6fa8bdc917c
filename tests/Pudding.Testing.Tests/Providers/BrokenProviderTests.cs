using System.Collections.Concurrent;
using Pudding.Testing.Providers;

namespace Pudding.Testing.Tests.Providers;

/// <summary>Whether the scenarios find what they are there to find.</summary>
public sealed class BrokenProviderTests
{
    public static TheoryData<string> Scenarios => [.. ProviderScenarios.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_provider_that_is_whole_passes(string scenario)
    {
        await using var harness = new BrokenProviderHarness(BrokenProvider.Whole);
        Assert.True((await ProviderScenarios.RunAsync(scenario, harness, CancellationToken.None)).Passed);
    }

    [Fact]
    public async Task Every_scenario_is_failed_by_a_broken_provider_and_every_broken_provider_fails_a_scenario()
    {
        var pairs =
            from broken in BrokenProviders.All
            from scenario in ProviderScenarios.All
            select (Broken: broken, Scenario: scenario);
        var failures = new ConcurrentBag<(BrokenProvider Broken, ProviderScenario Scenario)>();
        await Parallel.ForEachAsync(pairs, async (pair, _) =>
        {
            if (await FailsAsync(pair.Scenario, pair.Broken))
                failures.Add(pair);
        });

        Assert.Equal([], ProviderScenarios.All.Except(failures.Select(static failure => failure.Scenario)).Select(static scenario => scenario.Name));
        Assert.Equal([], BrokenProviders.All.Except(failures.Select(static failure => failure.Broken)).Select(static broken => broken.Name));
        GeneratedTable.Match(
            "docs/conformance.md",
            "provider scenarios",
            ["Scenario", "Needs", "Fails, for example, a provider that …"],
            ProviderScenarios.All.Select(scenario => (string[])
            [
                scenario.Name,
                scenario.Needs == ProviderAbilities.None ? "" : scenario.Needs.ToString(),
                Closest(scenario, failures).Name,
            ]));
    }

    [Fact]
    public async Task A_failure_says_what_is_promised_what_was_expected_and_seen_and_what_was_done()
    {
        await using var harness = new BrokenProviderHarness(BrokenProviders.All.Single(static broken => broken.Name == "fails a batch for one unknown id"));
        var failure = await Assert.ThrowsAsync<ConformanceException>(async () => await ProviderScenarios.RunAsync("terminate: Poison ids hurt no other", harness));
        Snapshots.Match(failure.Message);
    }

    [Fact]
    public async Task A_scenario_that_needs_more_than_the_harness_can_do_is_skipped_with_a_reason()
    {
        await using var harness = new PlainHarness();
        var result = await ProviderScenarios.RunAsync("ownership: What bears no tags is not listed", harness);
        Assert.True(result.Skipped);
        Assert.Contains("Unowned", result.SkipReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_scenario_is_refused()
    {
        await using var harness = new PlainHarness();
        await Assert.ThrowsAsync<ArgumentException>(async () => await ProviderScenarios.RunAsync("nothing", harness));
    }

    /// <summary>The provider that fails this scenario and few others. (What fails when many do things at once is not counted: it takes luck.)</summary>
    private static BrokenProvider Closest(ProviderScenario scenario, IReadOnlyCollection<(BrokenProvider Broken, ProviderScenario Scenario)> failures) => failures
        .Where(failure => failure.Scenario == scenario)
        .Select(static failure => failure.Broken)
        .MinBy(broken => (failures.Count(other => other.Broken == broken && !TakesLuck(other.Scenario)), BrokenProviders.All.Index().First(other => other.Item == broken).Index))!;

    private static bool TakesLuck(ProviderScenario scenario) => scenario.Name.Contains("at once give one", StringComparison.Ordinal);

    private static async Task<bool> FailsAsync(ProviderScenario scenario, BrokenProvider broken)
    {
        await using var harness = new BrokenProviderHarness(broken);
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
