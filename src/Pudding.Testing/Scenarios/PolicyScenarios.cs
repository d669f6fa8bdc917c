#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using System.Text;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Scenarios;

internal static class PolicyScenarios
{
    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("policies")
    {
        { The_default_holds_before_the_first_are_published, "IPolicyStore.ReadAsync: the default before the first are published." },
        { What_is_published_is_in_force_and_can_be_read, "IPolicyStore.PublishAsync: replaces the policies in force." },
        { Another_epoch_than_the_newest_publishes_nothing, "IPolicyStore.PublishAsync: refused (nothing done) when the epoch is not the baton's newest." },
    };

    private static async Task The_default_holds_before_the_first_are_published(FarmDriver farm)
    {
        var policies = await farm.ReadPoliciesAsync();
        Expect.Equal("the default limit", TenantPolicies.StandardDefaultLimit, policies.DefaultLimit);
        Expect.Empty("the policies of tenants", policies.Own);
        var worker = await farm.WorkerAsync(slots: 10);
        foreach (var job in await farm.EnqueueManyAsync("a/x", 5))
            await farm.ClaimAsync(job.Id, worker);
        Expect.Equal("a claim of a sixth job of a project", ClaimStatus.LimitReached, (await farm.TryClaimAsync((await farm.EnqueueAsync()).Id, worker)).Status);
    }

    private static async Task What_is_published_is_in_force_and_can_be_read(FarmDriver farm)
    {
        var full = new TenantPolicy { Weight = 2.5, MaxConcurrent = 7, BorrowIdle = true, BorrowCeiling = 9, Guarantee = 3, StartsPerMinute = 1.5, StartBurst = 4, Paused = true };
        var policies = new TenantPolicies(defaultLimit: 3, [KeyValuePair.Create(TenantPath.Parse("a"), full), KeyValuePair.Create(TenantPath.Parse("a/x"), new TenantPolicy { MaxConcurrent = 1 })]);
        Expect.Equal("publishing under the newest epoch", true, await farm.TryPublishAsync(policies, farm.Epoch));
        var read = await farm.ReadPoliciesAsync();
        Expect.Equal("the default limit", 3, read.DefaultLimit);
        Expect.Equal("the policy of a", full, read[TenantPath.Parse("a")]);
        Expect.Equal("the policy of a/x", new TenantPolicy { MaxConcurrent = 1 }, read[TenantPath.Parse("a/x")]);
        Expect.Equal("how many tenants have a policy of their own", 2, read.Own.Count);

        await farm.PublishAsync(("b", new TenantPolicy { Weight = 2 }));
        Expect.Same("the tenants that have a policy of their own after others were published: they replace, not add", ["b"], (await farm.ReadPoliciesAsync()).Own.Keys.Select(static tenant => tenant.Value));
    }

    private static async Task Another_epoch_than_the_newest_publishes_nothing(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        var old = await farm.LoseBatonAsync();
        foreach (var epoch in new[] { old, farm.Epoch + 1 })
            Expect.Equal($"publishing under epoch {epoch}, while the newest is {farm.Epoch}", false, await farm.TryPublishAsync(new TenantPolicies(defaultLimit: 9), epoch));
        Expect.Equal("the limit of a/x that is in force", 1, (await farm.ReadPoliciesAsync()).Limit(TenantPath.Parse("a/x"), holdsJobs: true));
    }
}
