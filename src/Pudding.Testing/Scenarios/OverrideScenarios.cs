#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Events;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Scenarios;

internal static class OverrideScenarios
{
    private const string Wins = "PolicyOverride: wins over code, configuration and policy sources until it is over or cleared.";

    private const string Over = "IPolicyStore: an override that is over counts for nothing from that very moment, though nobody was told.";

    private const string Cleared = "IPolicyStore.ClearAsync: ends every override of a target.";

    private static readonly PolicyTarget X = PolicyTarget.Tenant(TenantPath.Parse("a/x"));

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("overrides")
    {
        { An_override_wins_over_what_was_published, Wins },
        { An_override_outlives_publications, "IPolicyStore.PublishAsync: replaces the defaults under the overrides." },
        { An_override_of_a_queue_is_in_force, Wins },
        { An_override_that_is_over_counts_for_nothing, Over, StoreAbilities.PassTime },
        { What_an_override_hid_shows_again_when_it_is_over, "PolicyLayers.Set: what lasts longer than it does shows again when it is over.", StoreAbilities.PassTime },
        { How_long_an_override_holds_is_told, "PolicyState.ValidFor: in how long the next override is over.", StoreAbilities.PassTime },
        { What_is_cleared_is_as_it_was_published, Cleared },
        { Clearing_what_is_not_overridden_does_nothing, "PolicyWriteStatus.NothingToClear: there was nothing to clear. Nothing was changed." },
        { What_does_not_go_with_the_rest_is_refused, "IPolicyStore.SetAsync: refused with what PolicyLayers.FindErrors finds." },
        { A_set_and_a_clear_are_told, "IPolicyStore: a set and a clear write a PolicyChanged." },
        { A_set_and_a_clear_are_announced, "IPolicyStore: these announce StoreChangeKind.Policies." },
    };

    private static async Task An_override_wins_over_what_was_published(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1, Weight = 3 }));
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 2 });
        await ExpectLimitAsync(farm, 2, "it is overridden: 2 instead of the 1 that was published");
        var state = await farm.ReadPoliciesAsync();
        Expect.Equal("the policy of a/x: what the override leaves out is as it was published", new TenantPolicy { MaxConcurrent = 2, Weight = 3 }, state.InForce.Tenants[TenantPath.Parse("a/x")]);
        var set = Expect.Single("the overrides", state.Overrides);
        Expect.Equal("its target, settings, actor and reason", (X, new TenantSettings { MaxConcurrent = 2 }, "alice", "A rush.", null), (set.Target, set.Tenant, set.Actor, set.Reason, set.ExpiresAt));
    }

    private static async Task An_override_outlives_publications(FarmDriver farm)
    {
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 2 });
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 4 }));
        await farm.LoseBatonAsync();
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        await ExpectLimitAsync(farm, 2, "it is overridden, whatever was published since");
    }

    private static async Task An_override_of_a_queue_is_in_force(FarmDriver farm)
    {
        await farm.TrySetAsync(new NewPolicyOverride { Target = PolicyTarget.Queue("linux"), Queue = new QueueSettings { Paused = true }, Actor = "alice" });
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        Expect.Equal("a claim of a job whose queue an override has paused", ClaimStatus.QueueLimitReached, (await farm.TryClaimAsync(job.Id, worker)).Status);
        await ClearAsync(farm, PolicyTarget.Queue("linux"));
        await farm.ClaimAsync(job.Id, worker);
    }

    private static async Task An_override_that_is_over_counts_for_nothing(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 0 }, farm.Units(4));
        var worker = await farm.WorkerAsync(slots: 4);
        var job = await farm.EnqueueAsync();
        await farm.AdvanceAsync(3);
        Expect.Equal("a claim under an override to 0 that holds for 4 units, of which 3 are over", ClaimStatus.LimitReached, (await farm.TryClaimAsync(job.Id, worker)).Status);
        await farm.AdvanceAsync(2);
        await farm.ClaimAsync(job.Id, worker);
        var state = await farm.ReadPoliciesAsync();
        Expect.Equal("the limit in force", 1, state.InForce.Tenants[TenantPath.Parse("a/x")].MaxConcurrent);
        Expect.Empty("the overrides that are not over", state.Overrides);
    }

    private static async Task What_an_override_hid_shows_again_when_it_is_over(FarmDriver farm)
    {
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 2 });
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 0 }, farm.Units(4));
        Expect.Equal("the limit while both hold", 0, await LimitAsync(farm));
        await farm.AdvanceAsync(5);
        Expect.Equal("the limit when the newer one is over", 2, await LimitAsync(farm));
        await ExpectLimitAsync(farm, 2, "the newer override is over, the older one holds");
    }

    private static async Task How_long_an_override_holds_is_told(FarmDriver farm)
    {
        Expect.Equal("in how long the next override is over, without one", null, (await farm.ReadPoliciesAsync()).ValidFor);
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 2 }, farm.Units(9));
        await farm.SetAsync("a/y", new TenantSettings { MaxConcurrent = 2 }, farm.Units(5));
        var version = (await farm.ReadPoliciesAsync()).InForce.Version;
        await farm.AdvanceAsync(2);
        var left = (await farm.ReadPoliciesAsync()).ValidFor;
        Expect.That(left is { } time && time <= farm.Units(3) && time >= farm.Units(3) - farm.Harness.Slack, $"the next override is over in {farm.Units(3)}", Words.Of(left));
        await farm.AdvanceAsync(4);
        var later = (await farm.ReadPoliciesAsync()).InForce.Version;
        Expect.That(later > version, $"a version above {version}, since an override is over", $"{later}");
    }

    private static async Task What_is_cleared_is_as_it_was_published(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 3 }, farm.Units(50));
        await farm.SetAsync("a/x", new TenantSettings { Paused = true });
        await farm.SetAsync("a/y", new TenantSettings { MaxConcurrent = 4 });
        await ClearAsync(farm, X);
        await ExpectLimitAsync(farm, 1, "its overrides were cleared, and 1 was published");
        Expect.Same("the overrides that are left", ["a/y"], (await farm.ReadPoliciesAsync()).Overrides.Select(static one => one.Target.Name));
    }

    private static async Task Clearing_what_is_not_overridden_does_nothing(FarmDriver farm)
    {
        await farm.SetAsync("a/y", new TenantSettings { MaxConcurrent = 4 });
        var before = await farm.SnapshotAsync();
        var result = await farm.Store.Policies.ClearAsync(X, "alice", reason: null, farm.Stop);
        Expect.Equal("clearing a tenant without overrides", PolicyWriteStatus.NothingToClear, result.Status);
        await farm.ExpectUnchangedAsync(before, "clearing what is not overridden");
    }

    private static async Task What_does_not_go_with_the_rest_is_refused(FarmDriver farm)
    {
        await farm.PublishAsync(("a", new TenantPolicy { Guarantee = 2 }), ("a/x", new TenantPolicy { Guarantee = 1 }));
        var before = await farm.SnapshotAsync();
        var result = await farm.TrySetAsync(new NewPolicyOverride { Target = PolicyTarget.Tenant(TenantPath.Parse("a/y")), Tenant = new TenantSettings { Guarantee = 2 }, Actor = "alice" });
        Expect.Equal("an override that guarantees more than its organisation has", PolicyWriteStatus.Refused, result.Status);
        Expect.That(result.Errors.Count > 0, "a refusal says why", "no error");
        await farm.ExpectUnchangedAsync(before, "an override that was refused");
        Expect.Empty("the overrides", (await farm.ReadPoliciesAsync()).Overrides);
    }

    private static async Task A_set_and_a_clear_are_told(FarmDriver farm)
    {
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 3 }, farm.Units(50));
        await ClearAsync(farm, X);
        var told = (await farm.EventsAsync()).OfType<PolicyChanged>().ToList();
        Expect.Same(
            "what policy.changed says: target, actor, settings, whether it expires, whether it was cleared",
            [(X, "alice", new TenantSettings { MaxConcurrent = 3 }, true, false), (X, "alice", null, false, true)],
            told.Select(static happened => (happened.Target, happened.Actor, happened.Tenant, happened.ExpiresAt is not null, happened.IsCleared)));
        Expect.Equal("the reason of the first", "A rush.", told[0].Reason);
        Expect.Equal("how long it was to hold, by its own time", farm.Units(50), told[0].ExpiresAt - told[0].At);
    }

    private static async Task A_set_and_a_clear_are_announced(FarmDriver farm)
    {
        await using var feed = await FeedReader.BeginAsync(farm);
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 3 });
        await feed.FindAsync(StoreChangeKind.Policies, "an override", static _ => true);
        await feed.SkipAsync();
        await ClearAsync(farm, X);
        await feed.FindAsync(StoreChangeKind.Policies, "a clearing", static _ => true);
    }

    private static async Task ClearAsync(FarmDriver farm, PolicyTarget target)
    {
        var result = await farm.Store.Policies.ClearAsync(target, "alice", "It is over.", farm.Stop);
        farm.Note($"clear {target}: {result.Status}");
        Expect.Equal($"clearing {target}, which is overridden", PolicyWriteStatus.Done, result.Status);
    }

    private static async Task<int?> LimitAsync(FarmDriver farm) => (await farm.ReadPoliciesAsync()).InForce.Tenants[TenantPath.Parse("a/x")].MaxConcurrent;

    private static async Task ExpectLimitAsync(FarmDriver farm, int limit, string why)
    {
        var worker = await farm.WorkerAsync("limit", slots: 10);
        foreach (var job in await farm.EnqueueManyAsync("a/x", limit))
            await farm.ClaimAsync(job.Id, worker);
        Expect.Equal($"a claim while {limit} jobs of a/x are active ({why})", ClaimStatus.LimitReached, (await farm.TryClaimAsync((await farm.EnqueueAsync()).Id, worker)).Status);
    }
}
