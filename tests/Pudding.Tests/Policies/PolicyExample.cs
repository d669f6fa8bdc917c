using Microsoft.Extensions.DependencyInjection;
using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

/// <summary>What docs/policies.md shows.</summary>
public sealed class PolicyExample
{
    [Fact]
    public async Task Works()
    {
        using var host = Farm.Build(pudding =>
        {
            pudding.Services.AddSingleton<Accounts>();
            // snippet: layers
            pudding
                .AddPlan("free", plan => plan.MaxConcurrent = 5)
                .AddPlan("gold", plan => (plan.MaxConcurrent, plan.Weight) = (40, 2))
                .AddTenant("rails", org => org.Plan = "free") // until the database says something else
                .AddTenant("rails/nightly", project => project.MaxConcurrent = 2)
                .AddQueue("osx", queue => queue.MaxConcurrent = 10) // there are ten licences
                .AddTenantPolicySource<BillingDatabase>();
            // end snippet
        });
        await host.StartAsync();
        await Eventually.GetAsync("the plan of the database is in force", async () =>
            (await host.Services.GetRequiredService<IPolicyClient>().ReadAsync()).InForce.Plans.GetValueOrDefault(TenantPath.Parse("rails")) == "gold" ? "gold" : null);

        // snippet: overrides
        var policies = host.Services.GetRequiredService<IPolicyClient>();
        var hour = new PolicyChange { Actor = "anna", Reason = "its tests delete their own machine", ExpiresAfter = TimeSpan.FromHours(1) };
        await policies.SetTenantAsync(TenantPath.Parse("rails/nightly"), new TenantSettings { Paused = true }, hour);
        await policies.SetQueueAsync("osx", new QueueSettings { MaxConcurrent = 4 }, new PolicyChange { Actor = "ben", Reason = "six are in repair" });

        var state = await policies.ReadAsync();
        foreach (var one in state.Overrides)
            Console.WriteLine($"{one.Target} by {one.Actor}, until {one.ExpiresAt:t}: {one.Reason}");
        // end snippet

        Assert.Equal(2, state.Overrides.Count);
        Assert.Equal((40, 2.0), (state.InForce.Tenants[TenantPath.Parse("rails")].MaxConcurrent, state.InForce.Tenants[TenantPath.Parse("rails")].Weight));
        Assert.True(state.InForce.Tenants[TenantPath.Parse("rails/nightly")].Paused);
        Assert.Equal(4, state.InForce.Queue("osx").MaxConcurrent);
        await host.StopAsync();
    }

    // snippet: source
    private sealed class BillingDatabase(Accounts accounts) : ITenantPolicySource
    {
        public async ValueTask<TenantPolicySnapshot?> ReadAsync(string? knownVersion, CancellationToken cancellationToken)
        {
            var version = await accounts.ReadVersionAsync(cancellationToken); // cheap: a row version, the time of the last change
            if (version == knownVersion)
                return null;
            var plans = await accounts.ReadPlansAsync(cancellationToken);
            return new TenantPolicySnapshot
            {
                Version = version,
                Tenants = plans.ToDictionary(row => TenantPath.Parse(row.Owner), row => new TenantSettings { Plan = row.Plan }),
            };
        }
    }
    // end snippet

    private sealed class Accounts
    {
        private readonly string _version = "1";

        public Task<string> ReadVersionAsync(CancellationToken cancellationToken) => Task.FromResult(_version);

        public Task<IReadOnlyList<(string Owner, string Plan)>> ReadPlansAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<(string, string)>>([("rails", _version == "1" ? "gold" : "silver")]);
    }
}
