using Microsoft.Extensions.DependencyInjection;
using Pudding.Routing;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;

namespace Pudding.Tests.Routing;

public sealed class JobRouterTests
{
    private static readonly TenantPath Rails = TenantPath.Parse("rails/rails");

    [Theory]
    [InlineData("os=osx", true)]
    [InlineData("os=macos", true)]
    [InlineData("os=OSX", true)]
    [InlineData("OS=osx", true)]
    [InlineData("os=osx,arch=arm64", true)]
    [InlineData("os=linux", false)]
    [InlineData("os=osx2", false)]
    [InlineData("arch=osx", false)]
    [InlineData("", false)]
    public void A_label_has_one_of_the_values(string labels, bool matches) =>
        AssertRoute(matches, static rule => rule.Label("os", "osx").Label("Os", "macos"), labels);

    [Theory]
    [InlineData("image=xenial", true)]
    [InlineData("Image=any", true)]
    [InlineData("os=image", false)]
    [InlineData("", false)]
    public void A_label_is_there(string labels, bool matches)
    {
        AssertRoute(matches, static rule => rule.HasLabel("image"), labels);
        AssertRoute(!matches, static rule => rule.LacksLabel("image"), labels);
    }

    [Theory]
    [InlineData("rails/rails", true)]
    [InlineData("rails/rack/web", false)]
    [InlineData("rails", false)]
    [InlineData("sinatra/rails", true)]
    [InlineData("sinatra/x", false)]
    public void A_tenant_fits_one_of_the_globs(string tenant, bool matches) =>
        AssertRoute(matches, static rule => rule.Tenant("rails/*").Tenant("*/rails"), "", tenant);

    [Theory]
    [InlineData(0, false)]
    [InlineData(100, true)]
    public void Nobody_or_everybody_is_within_a_percentage(double percentage, bool matches) =>
        AssertRoute(matches, rule => rule.Percentage(percentage), "");

    [Fact]
    public void All_matchers_of_a_rule_match_or_it_does_not()
    {
        static void Rule(RoutingRuleBuilder rule) => rule.Label("os", "osx").HasLabel("arch").LacksLabel("gpu").Tenant("rails/**").Percentage(100);

        AssertRoute(true, Rule, "os=osx,arch=arm64");
        AssertRoute(false, Rule, "os=linux,arch=arm64");
        AssertRoute(false, Rule, "os=osx");
        AssertRoute(false, Rule, "os=osx,arch=arm64,gpu=1");
        AssertRoute(false, Rule, "os=osx,arch=arm64", "sinatra/x");
    }

    [Fact]
    public void The_first_rule_that_matches_decides_and_the_others_are_not_asked()
    {
        using var farm = new FakeFarm(add: static pudding => pudding
            .AddRoutingRule("gpu", "osx", static rule => rule.HasLabel("gpu"))
            .AddRoutingRule("first", "linux", static rule => rule.Label("os", "linux"))
            .AddRoutingRule("second", "osx", static rule => rule.Label("os", "linux")));

        var decision = farm.Get<IJobRouter>().Route(Rails, Labels("os=linux"));

        Assert.Equal(("linux", "first"), (decision.Queue, decision.Rule));
        Assert.Equal("gpu", Assert.Single(decision.Misses).Rule);
    }

    [Fact]
    public void Where_no_rule_matches_the_default_queue_decides_or_nobody()
    {
        using var withDefault = new FakeFarm(static options => options.DefaultQueue = "osx");
        using var without = new FakeFarm();

        var (there, nowhere) = (withDefault.Get<IJobRouter>().Route(Rails, Labels("")), without.Get<IJobRouter>().Route(Rails, Labels("")));

        Assert.Equal(("osx", null), (there.Queue, there.Rule));
        Assert.Equal((null, null), (nowhere.Queue, nowhere.Rule));
        Assert.Equal("rails/rails with no labels goes to osx, the default queue: no rule matches.", there.ToString());
    }

    [Fact]
    public void Each_matcher_that_does_not_match_is_told_with_what_it_found_and_wants()
    {
        using var farm = new FakeFarm(add: static pudding => pudding
            .AddRoutingRule("mac", "osx", static rule => rule.Label("os", "osx", "macos").Label("arch", "arm64").HasLabel("gpu").LacksLabel("language"))
            .AddRoutingRule("new image", "osx", static rule => rule.Tenant("rack/*", "sinatra/**").Percentage(12.5))
            .AddRoutingRule("linux", "linux", static rule => rule.Label("os", "linux")));

        var decision = farm.Get<IJobRouter>().Route(Rails, Labels("os=linux,language=ruby"));

        Assert.Equal(
            [
                (RoutingMissKind.LabelDiffers, "os", "linux", "osx,macos"),
                (RoutingMissKind.LabelMissing, "arch", null, "arm64"),
                (RoutingMissKind.LabelMissing, "gpu", null, ""),
                (RoutingMissKind.LabelPresent, "language", "ruby", ""),
                (RoutingMissKind.TenantDiffers, null, "rails/rails", "rack/*,sinatra/**"),
                (RoutingMissKind.OutsidePercentage, null, "rails/rails", ""),
            ],
            decision.Misses.Select(static miss => (miss.Kind, miss.Label, miss.Found, string.Join(',', miss.Wanted))));
        Assert.True(decision.Misses[^1].Position >= decision.Misses[^1].Percentage);
        Snapshots.Match(decision.ToString());
    }

    [Fact]
    public void A_question_that_makes_no_sense_is_refused()
    {
        using var farm = new FakeFarm();
        var router = farm.Get<IJobRouter>();

        Assert.Throws<ArgumentNullException>("labels", () => router.Route(Rails, null!));
        Assert.Throws<ArgumentException>("tenant", () => router.Route(default, Labels("")));
        Assert.Contains("Labels['os']", Assert.Throws<ArgumentException>("labels", () => router.Route(Rails, Labels("os="))).Message, StringComparison.Ordinal);
    }

    private static void AssertRoute(bool matches, Action<RoutingRuleBuilder> rule, string labels, string tenant = "rails/rails")
    {
        using var farm = new FakeFarm(static options => options.DefaultQueue = "linux", pudding => pudding.AddRoutingRule("mac", "osx", rule));

        var decision = farm.Get<IJobRouter>().Route(TenantPath.Parse(tenant), Labels(labels));

        Assert.Equal(matches ? ("osx", "mac") : ("linux", null), (decision.Queue, decision.Rule));
        Assert.Equal(matches, decision.Misses.Count == 0);
    }

    private static Dictionary<string, string> Labels(string labels) => labels.Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(static label => label.Split('='))
        .ToDictionary(static label => label[0], static label => label[1], StringComparer.Ordinal);
}
