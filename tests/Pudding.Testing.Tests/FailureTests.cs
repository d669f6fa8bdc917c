using System.Text.RegularExpressions;
using Pudding.Testing.Tests.Broken;

namespace Pudding.Testing.Tests;

/// <summary>Whether somebody who reads that a store fails can see what is wrong.</summary>
public sealed partial class FailureTests
{
    public static TheoryData<string> FoundByChance =>
    [
        "cancels what runs, though only what waits was to be", "never fails fast", "ignores how much a worker offers", "forgets what is on its way when it takes an offer",
        "takes in heartbeats in whatever order they come", "takes the last of two results of a heartbeat", "puts what goes back at the end of the queue", "ends leases early",
        "checks a batch against what was active before it", "makes a worker ready when it connects", "retires by force whatever is to be retired",
    ];

    [Theory]
    [InlineData("checks a batch against what was active before it", "limits: An organisation stays below its limit within a batch", "limit")]
    [InlineData("takes in heartbeats in whatever order they come", "stale heartbeats: An older heartbeat takes no result", "stale")]
    [InlineData("puts what goes back at the end of the queue", "model: Short random sequences do what the model does", "model")]
    public async Task A_failure_says_what_is_promised_what_was_expected_and_seen_and_what_was_done(string store, string scenario, string name) =>
        Snapshots.Match((await FailAsync(store, scenario)).Message, name);

    [Theory]
    [MemberData(nameof(FoundByChance))]
    public async Task What_chance_finds_is_made_short(string store)
    {
        var failure = await FailAsync(store, "model: Long random sequences do what the model does");
        var enough = int.Parse(Enough().Match(failure.Message).Groups["count"].Value);
        Assert.InRange(enough, 1, 15);
    }

    [Fact]
    public async Task A_store_that_throws_fails_and_the_exception_is_told()
    {
        var broken = new BrokenStore("throws", [], static store => store with
        {
            Jobs = new TamperedJobStore(store.Jobs) { Claim = static (_, _) => throw new InvalidOperationException("Deadlock.") },
        });
        var failure = await FailAsync(broken, "claims: Fencing tokens ascend");
        Assert.Equal("InvalidOperationException: Deadlock.", failure.Seen);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
    }

    [Fact]
    public async Task A_scenario_that_needs_more_than_the_harness_can_do_is_skipped_with_a_reason()
    {
        await using var harness = new InMemoryHarness();
        var result = await ConformanceScenarios.RunAsync("hosts: Two hosts do not claim one job", harness);
        Assert.True(result.Skipped);
        Assert.Contains("SharedByHosts", result.SkipReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_scenario_is_refused()
    {
        await using var harness = new InMemoryHarness();
        await Assert.ThrowsAsync<ArgumentException>(async () => await ConformanceScenarios.RunAsync("nothing", harness));
    }

    private static Task<ConformanceException> FailAsync(string store, string scenario) => FailAsync(BrokenStores.All.Single(broken => broken.Name == store), scenario);

    private static async Task<ConformanceException> FailAsync(BrokenStore store, string scenario)
    {
        await using var harness = new BrokenHarness(store);
        return await Assert.ThrowsAsync<ConformanceException>(async () => await ConformanceScenarios.RunAsync(scenario, harness));
    }

    [GeneratedRegex(@"of which (?<count>\d+) are enough", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Enough();
}
