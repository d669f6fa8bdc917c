using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Routing;
using Pudding.Tenants;

namespace Pudding.Tests.Routing;

public sealed class RoutingStartUpTests
{
    [Fact]
    public async Task Every_wrong_rule_is_named_at_once_and_the_host_does_not_start()
    {
        var failures = await FailuresAsync(static pudding => pudding
            .AddQueue("linux")
            .AddRoutingRule("", "linux", static rule => rule.HasLabel("os"))
            .AddRoutingRule(new string('x', 101), "linux", static rule => rule.HasLabel("os"))
            .AddRoutingRule("twin", "linux", static rule => rule.HasLabel("os"))
            .AddRoutingRule("twin", "linux", static rule => rule.HasLabel("arch"))
            .AddRoutingRule("no queue", "", static rule => rule.HasLabel("os"))
            .AddRoutingRule("bad queue", "a queue", static rule => rule.HasLabel("os"))
            .AddRoutingRule("unknown queue", "linus", static rule => rule.HasLabel("os"))
            .AddRoutingRule("labels", "linux", static rule => rule.Label("os").Label("", "x").Label("arch", "", "a\nb").HasLabel("").LacksLabel(new string('k', 101)))
            .AddRoutingRule("contradiction", "linux", static rule => rule.Label("os", "linux").HasLabel("arch").LacksLabel("OS").LacksLabel("arch"))
            .AddRoutingRule("globs", "linux", static rule => rule.Tenant("rails/*", "rails//x", "a/**b"))
            .AddRoutingRule("below", "linux", static rule => rule.Percentage(-0.1))
            .AddRoutingRule("above", "linux", static rule => rule.Percentage(100.1))
            .AddRoutingRule("no number", "linux", static rule => rule.Percentage(double.NaN))
            .AddRoutingRule("everything", "linux", static rule => rule.Tenant("**"))
            .AddRoutingRule("nothing said", "linux", static _ => { })
            .AddRoutingRule("last, nothing said", "linux", static _ => { })
            .Services.Configure<PuddingOptions>(static options =>
            {
                options.DefaultQueue = "linus";
                options.RoutingRules.Add(null!);
                options.RoutingRules.Add(new RoutingRuleOptions { Name = "null values", Queue = null!, Labels = { ["os"] = null! }, HasLabels = { null! }, Tenants = { null! } });
                options.RoutingRules.Add(new RoutingRuleOptions { Name = null! });
            }));

        Snapshots.Match(string.Join('\n', failures));
    }

    [Fact]
    public async Task A_last_rule_for_every_tenant_and_the_ends_of_the_scale_are_right()
    {
        using var host = Farm.Build(static pudding => pudding
            .AddQueue("linux")
            .AddRoutingRule("nobody", "linux", static rule => rule.Percentage(0))
            .AddRoutingRule("everybody", "linux", static rule => rule.Percentage(100))
            .AddRoutingRule("the rest", "linux", static rule => rule.Tenant("**")));

        await host.StartAsync();
        await host.StopAsync();
    }

    [Fact]
    public async Task Rules_may_come_from_configuration_and_stand_in_its_order()
    {
        var configuration = Json("""
            { "Pudding": {
                "DefaultQueue": "linux",
                "RoutingRules": [
                    { "Name": "mac", "Queue": "osx", "Labels": { "os": ["osx", "macos"] }, "Tenants": ["rails/*"], "Percentage": 100 },
                    { "Name": "gpu", "Queue": "gpu", "HasLabels": ["gpu"], "LacksLabels": ["os"] }
                ] } }
            """);
        using var host = Farm.Build(pudding => pudding.AddQueue("linux").AddQueue("osx").AddQueue("gpu").Services.Configure<PuddingOptions>(configuration.GetSection("Pudding")));
        await host.StartAsync();
        var router = host.Services.GetRequiredService<IJobRouter>();

        string? Route(string tenant, params (string Key, string Value)[] labels) =>
            router.Route(TenantPath.Parse(tenant), labels.ToDictionary(static label => label.Key, static label => label.Value, StringComparer.Ordinal)).Queue;

        Assert.Equal("osx", Route("rails/rails", ("os", "macos"), ("gpu", "1")));
        Assert.Equal("linux", Route("rack/rack", ("os", "macos"), ("gpu", "1")));
        Assert.Equal("gpu", Route("rails/rails", ("gpu", "1")));
        Assert.Equal(["mac", "gpu"], host.Services.GetRequiredService<IOptions<PuddingOptions>>().Value.RoutingRules.Select(static rule => rule.Name));
        await host.StopAsync();
    }

    [Theory]
    [InlineData("""{ "Name": "mac", "Queue": "osx", "Label": { "os": ["osx"] } }""")]
    [InlineData("""{ "Name": "mac", "Queue": "osx", "Labels": { "os": "osx" } }""")]
    public async Task A_setting_that_configuration_could_not_read_leaves_no_rule_that_takes_everything(string rule)
    {
        var configuration = Json($$"""{ "Pudding": { "RoutingRules": [ {{rule}} ] } }""");

        var failures = await FailuresAsync(pudding => pudding.AddQueue("osx").Services.Configure<PuddingOptions>(configuration.GetSection("Pudding")));

        Assert.Contains("'mac': ", Assert.Single(failures), StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> FailuresAsync(Action<IPuddingBuilder> add)
    {
        using var host = Farm.Build(add);
        return (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Failures;
    }

    private static IConfigurationRoot Json(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}
