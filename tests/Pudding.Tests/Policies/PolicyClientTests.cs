using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

/// <summary>Wrong changes name the field and change nothing; wrong settings stop the host.</summary>
public sealed class PolicyClientTests : IDisposable
{
    private static readonly TenantPath Tenant = TenantPath.Parse("a/x");

    private readonly LiveFarm _farm = LiveFarm.Begin(new(static farm => farm
        .AddPlan("gold", static plan => plan.Weight = 2)
        .AddTenant("a", static tenant => (tenant.MaxConcurrent, tenant.Guarantee) = (9, 2))
        .AddTenant("a/x", static tenant => tenant.Guarantee = 2)));

    public void Dispose() => _farm.Dispose();

    public static TheoryData<string, string> WrongSettings => new()
    {
        { "weight", "Tenant 'a/x': Weight: 0 is not a number from 0.01 to 100." },
        { "plan", "Tenant 'a/x': Plan: there is no plan 'glod'; known are gold." },
        { "nothing", "Settings: nothing is said; set at least one field." },
        { "guarantee", "Tenant 'a': Guarantee: 2 is less than the 3 guaranteed right below it." },
        { "limit", "Tenant 'a/x': Guarantee: 2 is above MaxConcurrent, 1, which is never exceeded for it." },
        { "ceiling", "Tenant 'a/x': BorrowCeiling: 4 says nothing without BorrowIdle." },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_wrong_setting_of_a_tenant_is_refused(string what, string error) => await RefusesAsync(
        () => _farm.Policies.SetTenantAsync(
            Tenant,
            what switch
            {
                "weight" => new() { Weight = 0, StartBurst = 2 },
                "plan" => new() { Plan = "glod" },
                "nothing" => new(),
                "guarantee" => new() { Guarantee = 3 },
                "limit" => new() { MaxConcurrent = 1 },
                _ => new() { BorrowCeiling = 4 },
            },
            LiveFarm.By("anna")),
        error);

    [Fact]
    public async Task A_wrong_change_is_refused_with_all_that_is_wrong_of_it() => await RefusesAsync(
        () => _farm.Policies.SetTenantAsync(default, new() { Weight = 2 }, new() { Actor = " ", Reason = new string('x', 1001), ExpiresAfter = TimeSpan.Zero }),
        "Tenant: it is empty; a tenant path has one to three names, for example 'rails/rails'.",
        "Actor: it has 1 to 200 characters.",
        "Reason: it has more than 1000 characters.",
        "ExpiresAfter: 00:00:00 is not above zero and at most 3650 days; leave it out for an override that holds until it is cleared.");

    [Fact]
    public async Task A_clearing_has_no_end() => await RefusesAsync(
        () => _farm.Policies.ClearTenantAsync(Tenant, LiveFarm.By("anna", seconds: 1)), "ExpiresAfter: it says nothing of a clearing; leave it out.");

    [Fact]
    public async Task An_unknown_plan_or_queue_is_refused()
    {
        await RefusesAsync(() => _farm.Policies.SetPlanAsync("glod", new() { Weight = 2 }, LiveFarm.By("anna")), "Plan 'glod': Plan: there is no plan 'glod'; known are gold.");
        await RefusesAsync(() => _farm.Policies.SetPlanAsync("", new() { Weight = 2 }, LiveFarm.By("anna")), "Plan: it is empty.");
        await RefusesAsync(() => _farm.Policies.SetPlanAsync("gold", new() { Plan = "gold" }, LiveFarm.By("anna")), "Plan 'gold': Plan: a plan has no plan of its own.");
        await RefusesAsync(() => _farm.Policies.SetQueueAsync("osz", new() { Paused = true }, LiveFarm.By("anna")), "Queue: 'osz' is unknown; known are linux, osx.");
        await RefusesAsync(() => _farm.Policies.SetQueueAsync("", new() { Paused = true }, LiveFarm.By("anna")), "Queue: the name of a queue is empty.");
        await RefusesAsync(() => _farm.Policies.SetQueueAsync("osx", new() { MaxConcurrent = -1 }, LiveFarm.By("anna")),
            "Queue 'osx': MaxConcurrent: -1 is below zero; zero stops a queue, leave it out for no limit.");
    }

    [Fact]
    public async Task A_clearing_is_refused_when_what_is_left_does_not_go_together()
    {
        await _farm.RunAsync();
        await _farm.Policies.SetTenantAsync(TenantPath.Parse("a"), new() { Guarantee = 5 }, LiveFarm.By("anna"));
        await _farm.Policies.SetTenantAsync(Tenant, new() { Guarantee = 5 }, LiveFarm.By("anna"));
        await RefusesAsync(
            () => _farm.Policies.ClearTenantAsync(TenantPath.Parse("a"), LiveFarm.By("anna")), "Tenant 'a': Guarantee: 2 is less than the 5 guaranteed right below it.");

        Assert.True(await _farm.Policies.ClearTenantAsync(Tenant, LiveFarm.By("anna")));
        Assert.True(await _farm.Policies.ClearTenantAsync(TenantPath.Parse("a"), LiveFarm.By("anna")));
    }

    [Fact]
    public async Task What_an_end_of_an_override_breaks_is_mended_and_listed()
    {
        await _farm.RunAsync();
        await _farm.Policies.SetTenantAsync(TenantPath.Parse("a"), new() { Guarantee = 5 }, LiveFarm.By("anna", seconds: 10));
        await _farm.Policies.SetTenantAsync(Tenant, new() { Guarantee = 5 }, LiveFarm.By("anna"));
        Assert.Empty((await _farm.Policies.ReadAsync()).InForce.Problems);

        await _farm.RunAsync(seconds: 10);

        var inForce = (await _farm.Policies.ReadAsync()).InForce;
        Assert.Equal(2, inForce.Tenants[Tenant].Guarantee);
        Assert.Equal("Tenant 'a': Guarantee: 2 is less than the 5 guaranteed right below it.", Assert.Single(inForce.Problems).ToString());
    }

    [Fact]
    public async Task Wrong_settings_of_plans_queues_and_sources_stop_the_host()
    {
        using var host = Farm.Build(
            static farm => farm
                .AddPlan("a plan", static _ => { })
                .AddPlan("gold", static plan => plan.Plan = "free")
                .AddPlan("free", static plan => plan.Weight = 0)
                .AddTenant("a", static tenant => tenant.Plan = "glod")
                .AddTenant("b", static tenant => (tenant.MaxConcurrent, tenant.Guarantee) = (1, 2))
                .AddQueue("osx", static queue => queue.MaxConcurrent = -1),
            static options =>
            {
                options.PolicySourceInterval = TimeSpan.Zero;
                options.QueuePolicies["osz"] = new();
            });

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            [
                "PuddingOptions.PolicySourceInterval: 00:00:00 is not above zero and at most 30 days.",
                "PuddingOptions.QueuePolicies: there is no queue 'osz'; call AddQueue.",
                "AddPlan: 'a plan' is no name of a plan; it has 1 to 100 letters, digits, '.', '_', '-'.",
                "Tenant 'a': Plan: there is no plan 'glod'; known are a plan, free, gold.",
                "Tenant 'b': Guarantee: 2 is above MaxConcurrent, 1, which is never exceeded for it.",
                "Plan 'free': Weight: 0 is not a number from 0.01 to 100.",
                "Plan 'gold': Plan: a plan has no plan of its own.",
                "Queue 'osx': MaxConcurrent: -1 is below zero; zero stops a queue, leave it out for no limit.",
            ],
            exception.Failures);
    }

    private async Task RefusesAsync(Func<Task> change, params string[] errors)
    {
        await _farm.RunAsync();
        var before = await _farm.Policies.ReadAsync();
        var latest = await _farm.Farm.Get<Pudding.Storage.IEventStore>().LatestAsync(CancellationToken.None);

        Assert.Equal(errors, (await Assert.ThrowsAsync<PolicyRejectedException>(change)).Errors);

        var after = await _farm.Policies.ReadAsync();
        Assert.Equal((before.InForce, latest), (after.InForce, await _farm.Farm.Get<Pudding.Storage.IEventStore>().LatestAsync(CancellationToken.None)));
        Assert.Equal(before.Overrides, after.Overrides);
    }
}
