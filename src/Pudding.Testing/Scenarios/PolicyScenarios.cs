#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Events;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Scenarios;

internal static class PolicyScenarios
{
    private const string Epochs = "IPolicyStore.PublishAsync: refused (nothing done) when the epoch is not the baton's newest.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("policies")
    {
        { The_default_holds_before_the_first_are_published, "IPolicyStore.ReadAsync: before the first publication, the layers are empty." },
        { What_is_published_is_in_force_and_can_be_read, "IPolicyStore.PublishAsync: replaces the defaults under the overrides." },
        { Another_epoch_than_the_newest_publishes_nothing, Epochs },
        { A_queue_stays_below_its_limit, "IJobStore.ClaimAsync: in the queue, fewer jobs are active than the ceiling in force." },
        { A_queue_that_is_paused_starts_nothing, "QueuePolicy.Paused: nothing of this queue starts. What runs goes on, and what waits keeps its place." },
        { A_version_ascends_with_each_change, "PoliciesInForce.Version: ascends in the store whenever something else is in force." },
    };

    private static async Task The_default_holds_before_the_first_are_published(FarmDriver farm)
    {
        var state = await farm.ReadPoliciesAsync();
        Expect.Equal("the default limit", TenantPolicies.StandardDefaultLimit, state.InForce.Tenants.DefaultLimit);
        Expect.Equal("how many tenants, queues and overrides something is said of", (0, 0, 0), (state.InForce.Tenants.Own.Count, state.InForce.Queues.Count, state.Overrides.Count));
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
        var read = (await farm.ReadPoliciesAsync()).InForce.Tenants;
        Expect.Equal("the default limit", 3, read.DefaultLimit);
        Expect.Equal("the policy of a", full, read[TenantPath.Parse("a")]);
        Expect.Equal("the policy of a/x", new TenantPolicy { MaxConcurrent = 1 }, read[TenantPath.Parse("a/x")]);
        Expect.Equal("how many tenants have a policy of their own", 2, read.Own.Count);

        await farm.PublishAsync(("b", new TenantPolicy { Weight = 2 }));
        Expect.Same(
            "the tenants that have a policy of their own after others were published: they replace, not add",
            ["b"],
            (await farm.ReadPoliciesAsync()).InForce.Tenants.Own.Keys.Select(static tenant => tenant.Value));
    }

    private static async Task Another_epoch_than_the_newest_publishes_nothing(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        var old = await farm.LoseBatonAsync();
        foreach (var epoch in new[] { old, farm.Epoch + 1 })
            Expect.Equal($"publishing under epoch {epoch}, while the newest is {farm.Epoch}", false, await farm.TryPublishAsync(new TenantPolicies(defaultLimit: 9), epoch));
        Expect.Equal("the limit of a/x that is in force", 1, (await farm.ReadPoliciesAsync()).InForce.Tenants.Limit(TenantPath.Parse("a/x"), holdsJobs: true));
    }

    private static async Task A_queue_stays_below_its_limit(FarmDriver farm)
    {
        await farm.TryPublishAsync(new PolicyDefaults { Queues = new Dictionary<string, QueueSettings>(StringComparer.Ordinal) { ["linux"] = new() { MaxConcurrent = 2 } } }, farm.Epoch);
        var worker = await farm.WorkerAsync(slots: 6, queues: ["linux", "osx"]);
        var lease = await farm.StartAsync((await farm.EnqueueAsync("a/x")).Id, worker);
        await farm.AssignAsync((await farm.EnqueueAsync("b/y")).Id, worker);
        var third = await farm.EnqueueAsync("c/z");
        Expect.Equal("a claim while two jobs of the queue are active, whose limit is 2", ClaimStatus.QueueLimitReached, (await farm.TryClaimAsync(third.Id, worker)).Status);
        await farm.ClaimAsync((await farm.EnqueueAsync("c/z", static job => job with { Queue = "osx" })).Id, worker);
        await worker.FinishAsync(lease, Jobs.JobOutcome.Succeeded);
        await farm.ClaimAsync(third.Id, worker);
    }

    private static async Task A_queue_that_is_paused_starts_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 6);
        var running = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.TryPublishAsync(new PolicyDefaults { Queues = new Dictionary<string, QueueSettings>(StringComparer.Ordinal) { ["linux"] = new() { Paused = true } } }, farm.Epoch);
        var job = await farm.EnqueueAsync();
        Expect.Equal("a claim of a job whose queue is paused", ClaimStatus.QueueLimitReached, (await farm.TryClaimAsync(job.Id, worker)).Status);
        await farm.ExpectReadyAsync("it keeps its place", job.Id);
        await worker.FinishAsync(running, Jobs.JobOutcome.Succeeded);
        await farm.TryPublishAsync(new PolicyDefaults(), farm.Epoch);
        await farm.ClaimAsync(job.Id, worker);
    }

    private static async Task A_version_ascends_with_each_change(FarmDriver farm)
    {
        var versions = new List<long> { (await farm.ReadPoliciesAsync()).InForce.Version };
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        await AddAsync();
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 2 });
        await AddAsync();
        await farm.Store.Policies.ClearAsync(PolicyTarget.Tenant(TenantPath.Parse("a/x")), "alice", reason: null, farm.Stop);
        await AddAsync();
        Expect.Same("the versions after each change", versions.Distinct().Order(), versions);

        async Task AddAsync() => versions.Add((await farm.ReadPoliciesAsync()).InForce.Version);
    }
}
