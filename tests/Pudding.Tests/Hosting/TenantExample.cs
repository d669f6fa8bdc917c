using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pudding.Hosting;

namespace Pudding.Tests.Hosting;

/// <summary>What docs/configuration.md shows of the tenants' settings.</summary>
public sealed class TenantExample
{
    [Fact]
    public async Task Works()
    {
        using var host = Farm.Build(pudding =>
        {
            // snippet: tenants
            pudding
                .AddTenant("rails", org => (org.Weight, org.MaxConcurrent) = (2, 40)) // twice the share of another; all its projects together run at most 40
                .AddTenant("rails/nightly", project =>
                {
                    project.MaxConcurrent = 2; // but up to 20 while nobody who is below their limit could use the slots
                    project.BorrowIdle = true;
                    project.BorrowCeiling = 20;
                })
                .AddTenant("deploy", org => org.Guarantee = 1) // while it has none running, its next job is the next to start in that queue
                .AddTenant("mirror/sync", project => (project.StartsPerMinute, project.StartBurst) = (6, 3)); // three at once, then one each ten seconds
            // end snippet
        });

        await host.StartAsync();

        var tenants = host.Services.GetRequiredService<IOptions<PuddingOptions>>().Value.Tenants;
        Assert.Equal(4, tenants.Count);
        Assert.Equal((6, 3), (tenants["mirror/sync"].StartsPerMinute, tenants["mirror/sync"].StartBurst));
        await host.StopAsync();
    }
}
