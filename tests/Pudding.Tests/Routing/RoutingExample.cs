using Microsoft.Extensions.DependencyInjection;
using Pudding.Jobs;
using Pudding.Routing;
using Pudding.Tenants;

namespace Pudding.Tests.Routing;

/// <summary>What docs/routing.md shows.</summary>
public sealed class RoutingExample
{
    private const string Page = "docs/routing.md";

    [Fact]
    public async Task Works()
    {
        using var host = Farm.Build(pudding =>
        {
            // snippet: rules
            pudding
                .AddQueue("osx").AddQueue("linux-arm64").AddQueue("linux-next").AddQueue("linux")
                .AddRoutingRule("mac", "osx", rule => rule.Label("os", "osx", "macos"))
                .AddRoutingRule("arm", "linux-arm64", rule => rule.Label("os", "linux").Label("arch", "arm64", "aarch64"))
                .AddRoutingRule("new image", "linux-next", rule => rule.Label("os", "linux").LacksLabel("image").Tenant("rails/*", "rack-*/**").Percentage(20))
                .AddRoutingRule("linux", "linux", rule => rule.Label("os", "linux"));
            // end snippet
        });
        await host.StartAsync();
        var jobs = host.Services.GetRequiredService<IJobClient>();
        var router = host.Services.GetRequiredService<IJobRouter>();

        // snippet: job
        var job = new JobRequest
        {
            Tenant = TenantPath.Parse("rails/rails"),
            Labels = new Dictionary<string, string> { ["os"] = "linux", ["language"] = "ruby" },
        };
        var build = await jobs.EnqueueAsync(JobGroupRequest.Of(job));

        var decision = router.Route(job.Tenant, job.Labels); // the same, to ask
        // end snippet

        Assert.Equal("linux", build.Jobs[0].Queue);
        Assert.Contains(decision.ToString(), await File.ReadAllTextAsync(Repository.PathOf(Page)), StringComparison.Ordinal);
        await host.StopAsync();
    }
}
