using Microsoft.Extensions.DependencyInjection;
using Pudding.Events;
using Pudding.Hosting;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

/// <summary>Policies that change while jobs wait and run, on fake time. Nothing sweeps: what happens, happens by a hint or on time.</summary>
public sealed class LivePolicyTests
{
    private static readonly TenantPath Tenant = TenantPath.Parse("a/x");

    [Fact]
    public async Task A_limit_that_is_raised_is_used_at_once()
    {
        using var farm = LiveFarm.Begin(new(configure: static o => o.DefaultLimit = 2));
        await farm.EnqueueAsync("a/x", 9);
        await farm.RunAsync(seconds: 3);
        Assert.Equal(2, farm.Held);

        await farm.Policies.SetTenantAsync(Tenant, new() { MaxConcurrent = 5 }, LiveFarm.By("anna"));
        await farm.RunAsync();

        Assert.Equal([0, 0, 3, 3, 3], farm.Starts.Select(static start => start.At));
    }

    [Fact]
    public async Task A_limit_that_is_lowered_stops_nothing_and_starts_nothing()
    {
        using var farm = LiveFarm.Begin(new());
        await farm.EnqueueAsync("a/x", 9);
        await farm.RunAsync(seconds: 1);
        await farm.Policies.SetTenantAsync(Tenant, new() { MaxConcurrent = 2 }, LiveFarm.By("anna"));

        await farm.EndAsync(3);
        await farm.RunAsync(seconds: 60);
        Assert.Equal((2, 5), (farm.Held, farm.Starts.Count));

        await farm.EndAsync(1);
        await farm.RunAsync();
        Assert.Equal((2, 6), (farm.Held, farm.Starts.Count));
    }

    [Fact]
    public async Task An_override_wins_over_code_until_the_very_moment_at_which_it_is_over()
    {
        using var farm = LiveFarm.Begin(new(static farm => farm.AddTenant("a/x", static tenant => tenant.MaxConcurrent = 4)));
        await farm.Policies.SetTenantAsync(Tenant, new() { MaxConcurrent = 1 }, LiveFarm.By("anna", seconds: 7.25));
        await farm.EnqueueAsync("a/x", 9);

        await farm.RunAsync(seconds: 20);

        Assert.Equal([0, 7.25, 7.25, 7.25], farm.Starts.Select(static start => start.At));
    }

    [Fact]
    public async Task A_pause_that_is_over_gives_way_to_the_override_under_it()
    {
        using var farm = LiveFarm.Begin(new());
        await farm.Policies.SetTenantAsync(TenantPath.Parse("a"), new() { MaxConcurrent = 3 }, LiveFarm.By("anna", seconds: 90));
        await farm.Policies.SetTenantAsync(TenantPath.Parse("a"), new() { Paused = true }, LiveFarm.By("ben", seconds: 5));
        await farm.EnqueueAsync("a/x", 9);

        await farm.RunAsync(seconds: 100);

        Assert.Equal([5, 5, 5, 90, 90], farm.Starts.Select(static start => start.At));
    }

    [Fact]
    public async Task A_cleared_override_is_over_at_once()
    {
        using var farm = LiveFarm.Begin(new());
        await farm.Policies.SetTenantAsync(Tenant, new() { MaxConcurrent = 0 }, LiveFarm.By("anna"));
        await farm.EnqueueAsync("a/x", 2);
        await farm.RunAsync(seconds: 3);
        Assert.Empty(farm.Starts);

        Assert.True(await farm.Policies.ClearTenantAsync(Tenant, LiveFarm.By("anna")));
        Assert.False(await farm.Policies.ClearTenantAsync(Tenant, LiveFarm.By("anna")));
        await farm.RunAsync();

        Assert.Equal([3, 3], farm.Starts.Select(static start => start.At));
    }

    [Fact]
    public async Task A_plan_that_is_overridden_reaches_who_is_on_it()
    {
        using var farm = LiveFarm.Begin(new(static farm => farm
            .AddPlan("gold", static plan => plan.MaxConcurrent = 3)
            .AddTenant("a/x", static tenant => tenant.Plan = "gold")));
        await farm.EnqueueAsync("a/x", 9);
        await farm.RunAsync();
        Assert.Equal(3, farm.Held);

        await farm.Policies.SetPlanAsync("gold", new() { MaxConcurrent = 4 }, LiveFarm.By("anna"));
        await farm.RunAsync();

        Assert.Equal(4, farm.Held);
        Assert.True(await farm.Policies.ClearPlanAsync("gold", LiveFarm.By("anna")));
        Assert.Equal("gold", (await farm.Policies.ReadAsync()).InForce.Plans[Tenant]);
    }

    [Fact]
    public async Task A_limit_that_is_lowered_between_decision_and_claim_holds_and_the_dispatcher_follows()
    {
        using var farm = LiveFarm.Begin(new());
        await farm.EnqueueAsync("a/x", 9);
        farm.Store.BeforeClaim = async () =>
        {
            farm.Store.BeforeClaim = null;
            await farm.Policies.SetTenantAsync(Tenant, new() { MaxConcurrent = 1 }, LiveFarm.By("anna", seconds: 8));
        };

        await farm.RunAsync(seconds: 10);

        Assert.Equal([0, 8, 8, 8, 8], farm.Starts.Select(static start => start.At));
    }

    [Fact]
    public async Task An_override_that_ends_between_decision_and_claim_lets_nothing_through()
    {
        using var farm = LiveFarm.Begin(new(static farm => farm.AddTenant("a/x", static tenant => tenant.MaxConcurrent = 1)));
        await farm.Policies.SetTenantAsync(Tenant, new() { MaxConcurrent = 4 }, LiveFarm.By("anna", seconds: 5));
        await farm.EnqueueAsync("a/x", 9);
        farm.Store.BeforeClaim = () =>
        {
            farm.Store.BeforeClaim = null;
            farm.Farm.Clock.Advance(TimeSpan.FromSeconds(5));
            return Task.CompletedTask;
        };

        await farm.RunAsync(seconds: 30);

        Assert.Single(farm.Starts);
    }

    [Fact]
    public async Task Overrides_end_on_time_however_the_time_of_day_is_set()
    {
        using var farm = LiveFarm.Begin(new());
        await farm.Policies.SetTenantAsync(Tenant, new() { Paused = true }, LiveFarm.By("anna", seconds: 10));
        farm.Farm.Clock.Skew = TimeSpan.FromDays(-3);
        Assert.Equal(TimeSpan.FromSeconds(10), (await farm.Policies.ReadAsync()).ValidFor);
        farm.Farm.Clock.Skew = TimeSpan.FromDays(3);
        Assert.True((await farm.Policies.ReadAsync()).InForce.Tenants[Tenant].Paused);

        farm.Farm.Clock.Advance(TimeSpan.FromSeconds(10));

        var state = await farm.Policies.ReadAsync();
        Assert.False(state.InForce.Tenants[Tenant].Paused);
        Assert.Empty(state.Overrides);
        Assert.Null(state.ValidFor);
    }

    [Fact]
    public async Task Another_host_publishes_its_own_defaults_and_the_overrides_stay()
    {
        using var farm = LiveFarm.Begin(new(static farm => farm.AddTenant("a/x", static tenant => (tenant.MaxConcurrent, tenant.Weight) = (4, 2))));
        await farm.RunAsync();
        await farm.Policies.SetTenantAsync(Tenant, new() { MaxConcurrent = 7 }, LiveFarm.By("anna"));
        var store = farm.Farm.Get<IPolicyStore>();
        var before = await store.ReadAsync(CancellationToken.None);

        Assert.False(await store.PublishAsync(new PolicyDefaults { DefaultLimit = 9 }, epoch: 0, CancellationToken.None));
        Assert.Equal(before.InForce, (await store.ReadAsync(CancellationToken.None)).InForce);
        Assert.True(await store.PublishAsync(new PolicyDefaults { DefaultLimit = 9 }, epoch: 1, CancellationToken.None));

        var after = await store.ReadAsync(CancellationToken.None);
        Assert.Equal(new TenantPolicy { MaxConcurrent = 7 }, after.InForce.Tenants[Tenant]);
        Assert.Equal(9, after.InForce.Tenants.DefaultLimit);
        Assert.True(after.InForce.Version > before.InForce.Version);
    }

    [Fact]
    public async Task Every_change_is_an_event_with_who_why_and_until_when()
    {
        using var farm = LiveFarm.Begin(new());
        var begin = farm.Farm.Clock.GetUtcNow();
        await farm.Policies.SetTenantAsync(Tenant, new() { Paused = true }, new() { Actor = "anna", Reason = "broken builds", ExpiresAfter = TimeSpan.FromHours(1) });
        await farm.Policies.SetQueueAsync("osx", new() { MaxConcurrent = 3 }, LiveFarm.By("ben"));
        await farm.Policies.ClearTenantAsync(Tenant, new() { Actor = "ben", Reason = "mended" });
        await Assert.ThrowsAsync<PolicyRejectedException>(() => farm.Policies.SetTenantAsync(Tenant, new() { Weight = -1 }, LiveFarm.By("anna")));

        var events = (await farm.Farm.Get<IEventStore>().ReadAsync(0, 100, CancellationToken.None)).Events.OfType<PolicyChanged>();

        Assert.Equal(
            [
                new PolicyChanged { At = begin, Target = PolicyTarget.Tenant(Tenant), Actor = "anna", Reason = "broken builds", Tenant = new() { Paused = true }, ExpiresAt = begin.AddHours(1) },
                new PolicyChanged { At = begin, Target = PolicyTarget.Queue("osx"), Actor = "ben", Queue = new() { MaxConcurrent = 3 } },
                new PolicyChanged { At = begin, Target = PolicyTarget.Tenant(Tenant), Actor = "ben", Reason = "mended", IsCleared = true },
            ],
            events.Select(static happened => happened with { Sequence = 0 }));
    }

    [Fact]
    public async Task What_is_set_is_read_with_who_why_and_until_when()
    {
        using var farm = LiveFarm.Begin(new());
        var begin = farm.Farm.Clock.GetUtcNow();
        await farm.Policies.SetTenantAsync(Tenant, new() { Paused = true }, new() { Actor = "anna", Reason = "broken builds", ExpiresAfter = TimeSpan.FromHours(1) });

        var state = await farm.Policies.ReadAsync();

        var expected = new PolicyOverride
        {
            Target = PolicyTarget.Tenant(Tenant), Tenant = new() { Paused = true }, Actor = "anna", Reason = "broken builds", SetAt = begin, ExpiresAt = begin.AddHours(1),
        };
        Assert.Equal(expected, Assert.Single(state.Overrides));
        Assert.Equal(TimeSpan.FromHours(1), state.ValidFor);
    }
}
