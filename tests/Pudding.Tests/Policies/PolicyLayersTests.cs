using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

/// <summary>What layers come to.</summary>
public sealed class PolicyLayersTests
{
    private static readonly TenantPath Tenant = TenantPath.Parse("a/x");
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, null, null, 5)]
    [InlineData(1, null, null, null, 1)]
    [InlineData(1, 2, null, null, 2)]
    [InlineData(1, 2, 3, null, 3)]
    [InlineData(1, 2, 3, 4, 4)]
    [InlineData(1, null, null, 4, 4)]
    [InlineData(null, 2, null, 0, 0)]
    [InlineData(1, null, 3, null, 3)]
    public void The_last_layer_that_says_something_wins(int? plan, int? code, int? source, int? set, int expected)
    {
        var layers = Under(
            plans: [("gold", new() { MaxConcurrent = plan })],
            tenants: [("a/x", new() { Plan = "gold", MaxConcurrent = code })],
            sources: [[("a/x", new() { MaxConcurrent = source })]]);
        if (set is not null)
            layers = Set(layers, "a/x", new() { MaxConcurrent = set });

        Assert.Equal(expected, Resolve(layers).Tenants.Ceiling(Tenant, holdsJobs: true));
    }

    [Fact]
    public void Each_field_is_taken_from_the_last_layer_that_says_it()
    {
        var layers = Under(
            plans: [("gold", new() { Weight = 3, MaxConcurrent = 30, StartsPerMinute = 6, BorrowIdle = true, BorrowCeiling = 50 })],
            tenants: [("a/x", new() { Plan = "gold", MaxConcurrent = 20, Paused = true })],
            sources: [[("a/x", new() { StartBurst = 7, Paused = false })], [("a/x", new() { StartBurst = 8 })]]);
        layers = Set(Set(layers, "a/x", new() { Weight = 4 }), "a/x", new() { StartsPerMinute = 12 });

        var expected = new TenantPolicy
        {
            Weight = 4, MaxConcurrent = 20, StartsPerMinute = 12, StartBurst = 8, BorrowIdle = true, BorrowCeiling = 50, Paused = false,
        };
        Assert.Equal(expected, Resolve(layers).Tenants[Tenant]);
    }

    [Theory]
    [InlineData("gold", null, null, "gold")]
    [InlineData("gold", "free", null, "free")]
    [InlineData("gold", "free", "gold", "gold")]
    [InlineData(null, "free", null, "free")]
    [InlineData("gold", null, "nonsense", "gold")]
    [InlineData("nonsense", null, null, null)]
    public void The_plan_is_the_last_one_that_is_said_and_known(string? code, string? source, string? set, string? expected)
    {
        var layers = Under(
            plans: [("gold", new() { MaxConcurrent = 30 }), ("free", new() { MaxConcurrent = 1 })],
            tenants: [("a/x", new() { Plan = code })],
            sources: [[("a/x", new() { Plan = source })]]);
        layers = Set(layers, "a/x", new() { Plan = set, Weight = 1 });

        var policies = Resolve(layers);

        Assert.Equal(expected, policies.Plans.GetValueOrDefault(Tenant));
        Assert.Equal(expected switch { "gold" => 30, "free" => 1, _ => null }, policies.Tenants[Tenant].MaxConcurrent);
        if (code == "nonsense" || set == "nonsense")
            Assert.Equal("Tenant 'a/x': Plan: there is no plan 'nonsense'; known are free, gold.", Assert.Single(policies.Problems).ToString());
        else
            Assert.Empty(policies.Problems);
    }

    [Fact]
    public void An_override_of_a_plan_reaches_who_is_on_it_and_yields_to_what_is_said_of_them()
    {
        var layers = Under(
            plans: [("gold", new() { MaxConcurrent = 30, Weight = 3 })],
            tenants: [("a/x", new() { Plan = "gold" }), ("a/y", new() { Plan = "gold", MaxConcurrent = 2 }), ("b", new())]);
        layers = Set(layers, PolicyTarget.Plan("gold"), new() { MaxConcurrent = 10 });

        var tenants = Resolve(layers).Tenants;

        Assert.Equal((10, 3), (tenants[Tenant].MaxConcurrent, tenants[Tenant].Weight));
        Assert.Equal(2, tenants[TenantPath.Parse("a/y")].MaxConcurrent);
        Assert.Null(tenants[TenantPath.Parse("b")].MaxConcurrent);
    }

    [Fact]
    public void A_plan_that_is_set_must_exist_and_has_no_plan_itself()
    {
        var layers = Under(plans: [("gold", new()), ("free", new() { Plan = "gold" })]);
        Assert.Equal("Plan 'free': Plan: a plan has no plan of its own.", Assert.Single(Resolve(layers).Problems).ToString());

        var errors = layers.FindErrors(Set(layers, PolicyTarget.Plan("glod"), new() { Weight = 2 }));
        Assert.Equal("Plan 'glod': Plan: there is no plan 'glod'; known are free, gold.", Assert.Single(errors).ToString());
    }

    [Fact]
    public void What_was_said_before_shows_again_when_a_newer_override_is_over()
    {
        var layers = Set(Under(), "a/x", new() { MaxConcurrent = 50, Weight = 2 }, by: "anna");
        layers = Set(layers, "a/x", new() { MaxConcurrent = 9 }, minutes: 60, by: "ben");
        layers = Set(layers, "a/x", new() { Paused = true }, minutes: 30, by: "ben");

        Assert.Equal(new TenantPolicy { MaxConcurrent = 9, Weight = 2, Paused = true }, Resolve(layers).Tenants[Tenant]);
        Assert.Equal(Noon.AddMinutes(30), layers.NextExpiry);
        Assert.Equal(new TenantPolicy { MaxConcurrent = 9, Weight = 2 }, Resolve(layers.At(Noon.AddMinutes(30))).Tenants[Tenant]);
        Assert.Equal(new TenantPolicy { MaxConcurrent = 50, Weight = 2 }, Resolve(layers.At(Noon.AddMinutes(60))).Tenants[Tenant]);
        Assert.Equal("anna", Assert.Single(layers.At(Noon.AddMinutes(60)).Overrides).Actor);
    }

    [Fact]
    public void What_an_override_hides_for_good_is_dropped()
    {
        var layers = Set(Under(), "a/x", new() { MaxConcurrent = 50 }, minutes: 10);
        layers = Set(layers, "a/x", new() { Weight = 2, Paused = true }, minutes: 90);
        layers = Set(layers, "a/y", new() { MaxConcurrent = 1 }, minutes: 10);
        layers = Set(layers, "a/x", new() { MaxConcurrent = 60, Paused = true }, minutes: 20);
        Assert.Equal(3, layers.Overrides.Count); // the 50 can't show again; the pause of the 90 minutes can

        layers = Set(layers, "a/x", new() { MaxConcurrent = 70, Paused = false });
        Assert.Equal([null, 1, 70], layers.Overrides.Select(static one => one.Tenant!.MaxConcurrent));
        Assert.Equal(new TenantSettings { Weight = 2 }, layers.Overrides[0].Tenant);
        Assert.Equal([PolicyTarget.Tenant(TenantPath.Parse("a/y"))], layers.Clear(PolicyTarget.Tenant(Tenant)).Overrides.Select(static one => one.Target));
    }

    [Fact]
    public void A_repeated_override_is_there_once()
    {
        var layers = Set(Under(), "a/x", new() { MaxConcurrent = 50 }, minutes: 10);
        Assert.Equal(layers.Overrides, Set(layers, "a/x", new() { MaxConcurrent = 50 }, minutes: 10).Overrides);
    }

    [Theory]
    [InlineData("Weight", "Weight: NaN is not a number")]
    [InlineData("MaxConcurrent", "MaxConcurrent: -1 is below zero")]
    [InlineData("BorrowCeiling", "BorrowCeiling: -1 is below zero")]
    [InlineData("Guarantee", "Guarantee: -1 is below zero")]
    [InlineData("StartsPerMinute", "StartsPerMinute: 0 is not a number")]
    [InlineData("StartBurst", "StartBurst: 0 is not from")]
    public void What_is_out_of_its_range_is_as_if_it_had_not_been_said(string field, string message)
    {
        var good = new TenantSettings { Weight = 2, MaxConcurrent = 8, BorrowIdle = true, BorrowCeiling = 9, Guarantee = 1, StartsPerMinute = 6, StartBurst = 4 };
        var bad = field switch
        {
            "Weight" => new TenantSettings { Weight = double.NaN },
            "MaxConcurrent" => new TenantSettings { MaxConcurrent = -1 },
            "BorrowCeiling" => new TenantSettings { BorrowCeiling = -1 },
            "Guarantee" => new TenantSettings { Guarantee = -1 },
            "StartsPerMinute" => new TenantSettings { StartsPerMinute = 0 },
            _ => new TenantSettings { StartBurst = 0 },
        };
        var layers = Under(tenants: [("a", good)]);

        var policies = Resolve(Set(layers, "a", bad));

        Assert.Equal(Resolve(layers).Tenants[TenantPath.Parse("a")], policies.Tenants[TenantPath.Parse("a")]);
        Assert.StartsWith($"Tenant 'a': {message}", Assert.Single(policies.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_guarantee_above_the_limit_counts_as_the_limit()
    {
        var policies = Resolve(Set(Under(tenants: [("a", new() { Guarantee = 4, MaxConcurrent = 9 })]), "a", new() { MaxConcurrent = 3 }));

        Assert.Equal((3, 3), (policies.Tenants[TenantPath.Parse("a")].Guarantee, policies.Tenants[TenantPath.Parse("a")].MaxConcurrent));
        Assert.Contains("Guarantee: 4 is above MaxConcurrent, 3", Assert.Single(policies.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_borrow_ceiling_and_a_limit_above_it_the_lower_counts()
    {
        var policies = Resolve(Set(Under(tenants: [("a", new() { MaxConcurrent = 2, BorrowIdle = true, BorrowCeiling = 4 })]), "a", new() { MaxConcurrent = 8 }));

        Assert.Equal(4, policies.Tenants.Ceiling(TenantPath.Parse("a"), holdsJobs: false));
        Assert.Contains("BorrowCeiling: 4 is below MaxConcurrent, 8", Assert.Single(policies.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_switches_borrowing_off_needs_say_nothing_of_its_ceiling()
    {
        var layers = Under(tenants: [("a", new() { MaxConcurrent = 2, BorrowIdle = true, BorrowCeiling = 4 })]);

        var policies = Resolve(Set(layers, "a", new() { BorrowIdle = false }));

        Assert.Equal(new TenantPolicy { MaxConcurrent = 2 }, policies.Tenants[TenantPath.Parse("a")]);
        Assert.Empty(policies.Problems);
        Assert.Contains("says nothing without", Assert.Single(Resolve(Under(tenants: [("a", new() { BorrowCeiling = 4 })])).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Guarantees_beyond_what_the_node_above_has_are_cut_in_proportion_from_the_top_down()
    {
        var policies = Resolve(Under(tenants:
        [
            ("a", new() { Guarantee = 5 }), ("a/x", new() { Guarantee = 8 }), ("a/y", new() { Guarantee = 2 }),
            ("a/x/1", new() { Guarantee = 4 }), ("a/x/2", new() { Guarantee = 4 }), ("b/x", new() { Guarantee = 1 }),
        ]));

        Assert.Equal(
            [("a", 5), ("a/x", 4), ("a/x/1", 2), ("a/x/2", 2), ("a/y", 1), ("b/x", 0)],
            policies.Tenants.Own.OrderBy(static own => own.Key).Select(static own => (own.Key.Value, own.Value.Guarantee)));
        Assert.Equal(
            ["Tenant 'a': Guarantee: 5 is less than the 10 guaranteed right below it.", "Tenant 'a/x': Guarantee: 4 is less than the 8 guaranteed right below it.",
                "Tenant 'b': Guarantee: 0 is less than the 1 guaranteed right below it."],
            policies.Problems.Select(static problem => problem.ToString()));
    }

    [Fact]
    public void A_change_is_refused_for_what_it_breaks_and_not_for_what_is_broken()
    {
        var broken = Under(tenants: [("a/x", new() { Guarantee = 3 }), ("a/y", new() { Guarantee = 3 })]);

        Assert.Empty(broken.FindErrors(Set(broken, "c", new() { Weight = 2 })));
        Assert.Empty(broken.FindErrors(Set(broken, "a/x", new() { Guarantee = 1 }))); // a step towards what is right
        Assert.Equal("Guarantee", Assert.Single(broken.FindErrors(Set(broken, "b/x", new() { Guarantee = 1 }))).Field);
        Assert.Equal("Tenant 'a': Guarantee: -2 is below zero.", Assert.Single(broken.FindErrors(Set(broken, "a", new() { Guarantee = -2 }))).ToString());
    }

    [Fact]
    public void Queues_have_layers_too()
    {
        var layers = Under() with { Defaults = new PolicyDefaults { Queues = new Dictionary<string, QueueSettings> { ["osx"] = new() { MaxConcurrent = 10 } } } };
        var set = layers.Set(new NewPolicyOverride { Target = PolicyTarget.Queue("osx"), Queue = new() { Paused = true }, Actor = "anna", ExpiresAfter = TimeSpan.FromHours(1) }, Noon);
        var wrong = layers.Set(new NewPolicyOverride { Target = PolicyTarget.Queue("osx"), Queue = new() { MaxConcurrent = -1 }, Actor = "anna" }, Noon);

        Assert.Equal(new QueuePolicy { MaxConcurrent = 10, Paused = true }, Resolve(set).Queue("osx"));
        Assert.Equal(new QueuePolicy { MaxConcurrent = 10 }, Resolve(set.At(Noon.AddHours(1))).Queue("osx"));
        Assert.Equal(QueuePolicy.Default, Resolve(set).Queue("linux"));
        Assert.Equal(new QueuePolicy { MaxConcurrent = 10 }, Resolve(wrong).Queue("osx"));
        Assert.StartsWith("Queue 'osx': MaxConcurrent: -1", Assert.Single(layers.FindErrors(wrong)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_has_not_answered_is_taken_by_what_it_said_before()
    {
        var layers = Under(sources: [[("a/x", new() { MaxConcurrent = 1 })], [("a/y", new() { MaxConcurrent = 2 })]]);

        var published = layers.Publish(new PolicyDefaults
        {
            Sources = [new() { Source = "0" }, new() { Source = "1", Tenants = new Dictionary<TenantPath, TenantSettings>() }, new() { Source = "new" }],
        });

        Assert.Equal([Tenant], Resolve(published).Tenants.Own.Keys);
        Assert.Empty(Resolve(published.Publish(new PolicyDefaults())).Tenants.Own);
    }

    [Fact]
    public void Who_is_known_is_who_is_spoken_of_or_lies_below()
    {
        var layers = Set(Under(plans: [("gold", new())], tenants: [("a", new())], sources: [[("b/x", new() { Plan = "gold" })]]), "c/x/1", new() { Weight = 2 });
        var known = Resolve(layers);

        Assert.All(["a", "a/x", "a/x/1", "b/x", "b/x/1", "c/x/1"], path => Assert.True(known.IsKnown(TenantPath.Parse(path)), path));
        Assert.All(["b", "b/y", "c", "c/x", "c/x/2", "d"], path => Assert.False(known.IsKnown(TenantPath.Parse(path)), path));
    }

    private static PoliciesInForce Resolve(PolicyLayers layers) => layers.Resolve(version: 1);

    private static PolicyLayers Under(
        (string Name, TenantSettings Settings)[]? plans = null,
        (string Path, TenantSettings Settings)[]? tenants = null,
        (string Path, TenantSettings Settings)[][]? sources = null) => new()
        {
            Defaults = new PolicyDefaults
            {
                Plans = (plans ?? []).ToDictionary(static plan => plan.Name, static plan => plan.Settings),
                Tenants = ByPath(tenants ?? []),
                Sources = [.. (sources ?? []).Select(static (source, i) => new PolicySourceLayer { Source = $"{i}", Tenants = ByPath(source) })],
            },
        };

    private static Dictionary<TenantPath, TenantSettings> ByPath((string Path, TenantSettings Settings)[] tenants) =>
        tenants.ToDictionary(static tenant => TenantPath.Parse(tenant.Path), static tenant => tenant.Settings);

    private static PolicyLayers Set(PolicyLayers layers, string tenant, TenantSettings settings, double? minutes = null, string by = "anna") =>
        Set(layers, PolicyTarget.Tenant(TenantPath.Parse(tenant)), settings, minutes, by);

    private static PolicyLayers Set(PolicyLayers layers, PolicyTarget target, TenantSettings settings, double? minutes = null, string by = "anna") => layers.Set(
        new NewPolicyOverride { Target = target, Tenant = settings, Actor = by, ExpiresAfter = minutes is { } value ? TimeSpan.FromMinutes(value) : null },
        Noon);
}
