using Pudding.Routing;
using Pudding.Tenants;

namespace Pudding.Tests.Routing;

public sealed class TenantScaleTests
{
    private static readonly List<TenantPath> Tenants = [.. Enumerable.Range(0, 10_000).Select(static i => TenantPath.Parse($"org{i % 100}/project{i}"))];

    /// <summary>Were these to change, tenants would change sides with a new version.</summary>
    [Theory]
    [InlineData("new image", "rails/rails", 88.2007863643)]
    [InlineData("new image", "sinatra/sinatra", 71.0229504847)]
    [InlineData("größer", "rails", 58.2876607845)]
    public void A_tenant_keeps_its_place_for_ever(string rule, string tenant, double position) =>
        Assert.Equal(position, TenantScale.PositionOf(TenantPath.Parse(tenant), rule), tolerance: 1e-9);

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(99)]
    [InlineData(100)]
    public void As_many_tenants_are_within_a_percentage_as_it_says(double percentage)
    {
        var share = Within(percentage).Count / (double)Tenants.Count;

        // Five standard deviations of a fair draw; none for nobody and everybody.
        Assert.InRange(share - (percentage / 100), -Tolerance(), Tolerance());
        double Tolerance() => 5 * Math.Sqrt(percentage / 100 * (1 - (percentage / 100)) / Tenants.Count);
    }

    [Fact]
    public void A_percentage_that_grows_only_adds_tenants()
    {
        var before = Within(0);
        for (var percentage = 2.5; percentage <= 100; percentage += 2.5)
        {
            var after = Within(percentage);
            Assert.Subset(after, before);
            before = after;
        }

        Assert.Equal(Tenants.Count, before.Count);
    }

    [Fact]
    public void Another_rule_takes_other_tenants()
    {
        var both = Within(20).Intersect(Within(20, "another")).Count();

        Assert.InRange(both / (double)Tenants.Count, 0.02, 0.06); // 0.2 times 0.2
    }

    /// <summary>Through the rule, so that it is the rule that takes them.</summary>
    private static HashSet<TenantPath> Within(double percentage, string name = "new image")
    {
        var rule = new RoutingRule(new RoutingRuleOptions { Name = name, Queue = "linux", Percentage = percentage });
        return [.. Tenants.Where(tenant => !rule.FindMisses(tenant, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)).Any())];
    }
}
