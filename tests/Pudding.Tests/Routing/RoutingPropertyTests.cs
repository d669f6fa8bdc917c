using CsCheck;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Routing;
using Pudding.Tenants;

namespace Pudding.Tests.Routing;

/// <summary>Random rules and jobs beside an evaluation that is as plain as can be.</summary>
public sealed class RoutingPropertyTests
{
    private static readonly string[] Keys = ["os", "arch", "GPU"];
    private static readonly string[] Values = ["a", "B", "c"];
    private static readonly string[] Globs = ["x/*", "*/y", "x/y", "**"];
    private static readonly string[] Paths = ["x", "x/y", "x/z", "w/y", "w/y/z"];

    private static readonly Gen<RoutingRuleOptions> Rules =
        from labels in Gen.Select(OneOf(Keys), OneOf(Values).Array[1, 2]).Array[0, 2]
        from has in OneOf(Keys).Array[0, 1]
        from lacks in OneOf(Keys).Array[0, 1]
        from globs in OneOf(Globs).Array[0, 2]
        from percentage in Gen.Select(Gen.Int[0, 3], Gen.Double[0, 100], static (chance, number) => chance == 0 ? number : (double?)null)
        select Rule(labels, has, lacks, globs, percentage);

    private static readonly Gen<Dictionary<string, string>> Labels =
        Gen.Select(OneOf(Keys), OneOf(Values), Gen.Bool).Array[0, 3].Select(static labels => labels
            .Select(static label => (Key: label.Item3 ? label.Item1.ToUpperInvariant() : label.Item1, Value: label.Item3 ? label.Item2.ToUpperInvariant() : label.Item2))
            .DistinctBy(static label => label.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static label => label.Key, static label => label.Value, StringComparer.Ordinal));

    [Fact]
    public void The_first_rule_that_matches_decides_and_each_before_it_has_a_miss() =>
        Gen.Select(Rules.Array[0, 6], Labels, OneOf(Paths), Gen.Bool).Sample(
            static (rules, labels, path, hasDefault) =>
            {
                var options = new PuddingOptions { DefaultQueue = hasDefault ? "default" : null };
                for (var i = 0; i < rules.Length; i++)
                {
                    (rules[i].Name, rules[i].Queue) = ($"rule {i}", $"queue-{i}");
                    options.RoutingRules.Add(rules[i]);
                }

                var decision = new JobRouter(Options.Create(options)).Route(TenantPath.Parse(path), labels);

                var first = Array.FindIndex(rules, rule => Matches(rule, labels, path));
                Assert.Equal(first < 0 ? null : $"rule {first}", decision.Rule);
                Assert.Equal(first < 0 ? options.DefaultQueue : $"queue-{first}", decision.Queue);
                Assert.Equal(rules[..(first < 0 ? rules.Length : first)].Select(static rule => rule.Name), decision.Misses.Select(static miss => miss.Rule).Distinct(StringComparer.Ordinal));
            },
            iter: 20_000);

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static bool Matches(RoutingRuleOptions rule, Dictionary<string, string> labels, string path)
    {
        string? Find(string key) => labels.FirstOrDefault(label => label.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
        return rule.Labels.All(label => Find(label.Key) is { } found && label.Value.Any(value => value.Equals(found, StringComparison.OrdinalIgnoreCase)))
            && rule.HasLabels.All(key => Find(key) is not null)
            && rule.LacksLabels.All(key => Find(key) is null)
            && (rule.Tenants.Count == 0 || rule.Tenants.Any(glob => Fits(glob, path)))
            && !(rule.Percentage <= TenantScale.PositionOf(TenantPath.Parse(path), rule.Name));
    }

    private static bool Fits(string glob, string path) => glob switch
    {
        "**" => true,
        "x/*" => path is "x/y" or "x/z",
        "*/y" => path is "x/y" or "w/y",
        _ => path == glob,
    };

    private static RoutingRuleOptions Rule((string Key, string[] Values)[] labels, string[] has, string[] lacks, string[] globs, double? percentage)
    {
        var rule = new RoutingRuleOptions();
        var builder = new RoutingRuleBuilder(rule);
        foreach (var (key, values) in labels)
            builder.Label(key, values);
        foreach (var key in has)
            builder.HasLabel(key);
        foreach (var key in lacks)
            builder.LacksLabel(key);
        builder.Tenant(globs);
        rule.Percentage = percentage;
        return rule;
    }
}
