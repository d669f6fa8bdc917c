using CsCheck;
using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

/// <summary>Whatever is said, in whatever layers, right or wrong: something is in force, it is valid, and the last word counts.</summary>
public sealed class PolicyLayersPropertyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Paths = ["a", "a/x", "a/x/1", "a/x/2", "a/y", "b", "b/x"];
    private static readonly string[] Plans = ["gold", "free", "gone"];

    private static readonly Gen<TenantSettings> Wild = Gen.Select(
        Gen.Int[-1, 30], Gen.Int[-2, 12], Gen.Int[0, 5], Gen.Int[-1, 12], Gen.Int[-1, 6], Gen.Int[-1, 8], Gen.Int[0, 9], Gen.Int[0, 7],
        static (weight, max, borrow, ceiling, guarantee, rate, burst, plan) => new TenantSettings
        {
            Weight = weight > 25 ? null : weight / 10.0,
            MaxConcurrent = max > 8 ? null : max,
            BorrowIdle = borrow > 2 ? null : borrow == 1,
            BorrowCeiling = ceiling > 8 ? null : ceiling,
            Guarantee = guarantee > 4 ? null : guarantee,
            StartsPerMinute = rate > 4 ? null : rate,
            StartBurst = burst > 4 ? null : burst,
            Plan = plan < Plans.Length ? Plans[plan] : null,
        });

    private static readonly Gen<TenantSettings> Right = Wild.Where(static said => !said.ToPolicy().CheckRanges().Any());

    private static readonly Gen<string> AnyPath = Gen.Int[0, Paths.Length - 1].Select(static i => Paths[i]);

    private static readonly Gen<PolicyLayers> Layers = Gen.Select(
        Wild.Array[2],
        Gen.Select(AnyPath, Wild).Array[0, 6],
        Gen.Select(AnyPath, Wild).Array[0, 6],
        Gen.Select(Gen.Int[0, Paths.Length + 1].Select(static i => i < Paths.Length ? Paths[i] : Plans[(i - Paths.Length) * 2]), Wild, Gen.Int[0, 90]).Array[0, 8],
        static (plans, code, source, set) => set.Aggregate(
            new PolicyLayers
            {
                Defaults = new PolicyDefaults
                {
                    DefaultLimit = plans.Length - 3,
                    Plans = new Dictionary<string, TenantSettings> { ["gold"] = plans[0], ["free"] = plans[1] },
                    Tenants = Say(code),
                    Sources = [new() { Source = "s", Tenants = Say(source) }],
                },
            },
            static (layers, said) => layers.Set(ToOverride(said.Item1, said.Item2, said.Item3), Noon)));

    [Fact]
    public void Something_valid_is_always_in_force() => Layers.Sample(layers =>
    {
        // A set of policies that is not valid can't be made.
        var policies = layers.Resolve(version: 7);

        Assert.Equal(7, policies.Version);
        foreach (var (_, policy) in policies.Tenants.Own)
            Assert.Empty(policy.Validate());
        Assert.Equal(Show(policies), Show(layers.Resolve(version: 7)));
    });

    [Fact]
    public void No_ceiling_and_no_guarantee_is_more_than_somebody_said() => Layers.Sample(layers =>
    {
        var policies = layers.Resolve(version: 1);
        var all = layers.Defaults.Plans.Values
            .Concat(layers.Defaults.Tenants.Values)
            .Concat(layers.Defaults.Sources[0].Tenants!.Values)
            .Concat(layers.Overrides.Select(static one => one.Tenant!))
            .ToList();
        foreach (var (_, policy) in policies.Tenants.Own)
        {
            Assert.True(policy.Guarantee == 0 || all.Exists(said => said.Guarantee >= policy.Guarantee));
            Assert.True(policy.MaxConcurrent is null || all.Exists(said => said.MaxConcurrent == policy.MaxConcurrent || said.BorrowCeiling == policy.MaxConcurrent));
            Assert.True(policy.BorrowCeiling is null || all.Exists(said => said.BorrowCeiling == policy.BorrowCeiling));
        }
    });

    [Fact]
    public void The_last_word_that_is_right_wins() => Gen.Select(Layers, AnyPath, Wild).Sample((layers, path, said) =>
    {
        var changed = layers.Set(ToOverride(path, said, minutes: 0), Noon);
        var policies = changed.Resolve(version: 1);
        if (policies.Problems.Any(problem => problem.Target.Name == path))
            return;

        var policy = policies.Tenants[TenantPath.Parse(path)];
        Assert.Equal(said.Weight ?? policy.Weight, policy.Weight);
        Assert.Equal(said.MaxConcurrent ?? policy.MaxConcurrent, policy.MaxConcurrent);
        Assert.Equal(said.BorrowIdle ?? policy.BorrowIdle, policy.BorrowIdle);
        Assert.Equal(policy.BorrowIdle ? said.BorrowCeiling ?? policy.BorrowCeiling : null, policy.BorrowCeiling);
        if (!policies.Problems.Any(static problem => problem.Field == nameof(TenantPolicy.Guarantee)))
            Assert.Equal(said.Guarantee ?? policy.Guarantee, policy.Guarantee);
        Assert.Equal(said.StartsPerMinute ?? policy.StartsPerMinute, policy.StartsPerMinute);
        Assert.Equal(said.StartBurst ?? policy.StartBurst, policy.StartBurst);
    });

    [Fact]
    public void At_every_moment_what_counts_is_as_if_nothing_had_ever_been_dropped() =>
        Gen.Select(Gen.Select(AnyPath, Right, Gen.Int[0, 90]).Array[0, 10], Gen.Int[0, 100]).Sample((set, minute) =>
        {
            var now = Noon.AddMinutes(minute);
            var dropped = set.Aggregate(PolicyLayers.Empty, static (layers, said) => layers.Set(ToOverride(said.Item1, said.Item2, said.Item3), Noon));
            var kept = PolicyLayers.Empty with
            {
                Overrides = [.. set.Select(static said => PolicyLayers.Empty.Set(ToOverride(said.Item1, said.Item2, said.Item3), Noon).Overrides[0])],
            };

            Assert.Equal(Show(kept.At(now).Resolve(version: 1), own: true), Show(dropped.At(now).Resolve(version: 1), own: true));
        });

    [Fact]
    public void To_say_it_twice_is_to_say_it_once() => Gen.Select(Layers, AnyPath, Wild, Gen.Int[0, 90]).Sample((layers, path, said, minutes) =>
    {
        var once = layers.Set(ToOverride(path, said, minutes), Noon);
        var twice = once.Set(ToOverride(path, said, minutes), Noon);

        Assert.Equal(once.Overrides, twice.Overrides);
        Assert.Empty(once.FindErrors(twice));
    });

    private static Dictionary<TenantPath, TenantSettings> Say((string Path, TenantSettings Settings)[] said) =>
        said.GroupBy(static one => one.Path).ToDictionary(static one => TenantPath.Parse(one.Key), static one => one.First().Settings);

    private static NewPolicyOverride ToOverride(string name, TenantSettings said, int minutes) => new()
    {
        Target = Plans.Contains(name) ? PolicyTarget.Plan(name) : PolicyTarget.Tenant(TenantPath.Parse(name)),
        Tenant = said == TenantSettings.Empty ? new() { Weight = 1 } : said,
        Actor = "anna",
        ExpiresAfter = minutes == 0 ? null : TimeSpan.FromMinutes(minutes),
    };

    private static string Show(PoliciesInForce policies, bool own = false) => string.Join(
        '\n',
        policies.Tenants.Own
            .Where(pair => !own || pair.Value != TenantPolicy.Default)
            .OrderBy(static pair => pair.Key)
            .Select(static pair => $"{pair.Key} {pair.Value}")
            .Concat(own ? [] : policies.Problems.Select(static problem => problem.ToString())));
}
