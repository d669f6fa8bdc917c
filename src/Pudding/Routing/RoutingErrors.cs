using Pudding.Hosting;
using Pudding.Jobs;

namespace Pudding.Routing;

/// <summary>What is wrong with the routing rules and the default queue of a host.</summary>
internal static class RoutingErrors
{
    public static IEnumerable<string> Find(PuddingOptions options)
    {
        if (options.DefaultQueue is { } queue && CheckQueue(queue, options) is { } error)
            yield return $"PuddingOptions.DefaultQueue: {error}";

        for (var i = 0; i < options.RoutingRules.Count; i++)
        {
            if (options.RoutingRules[i] is not { } rule)
            {
                yield return $"PuddingOptions.RoutingRules[{i}]: it is null.";
                continue;
            }

            // By its name where it has one: in code, nobody counts them.
            var name = LabelRules.CheckText(rule.Name) is null ? $"Routing rule '{rule.Name}'" : $"Routing rule {i + 1}, '{LabelRules.Shown(rule.Name)}'";
            foreach (var wrong in CheckRule(rule, options).Concat(CheckPlace(i, options)))
                yield return $"{name}: {wrong}";
        }

        var twins = options.RoutingRules.OfType<RoutingRuleOptions>().Where(static rule => LabelRules.CheckText(rule.Name) is null)
            .GroupBy(static rule => rule.Name, StringComparer.Ordinal).Where(static group => group.Count() > 1);
        foreach (var group in twins)
            yield return $"Routing rule '{group.Key}': Name: {group.Count()} rules have that name; give each its own.";
    }

    private static IEnumerable<string> CheckRule(RoutingRuleOptions rule, PuddingOptions options)
    {
        if (LabelRules.CheckText(rule.Name) is { } name)
            yield return $"Name: it {name}";
        if (CheckQueue(rule.Queue, options) is { } queue)
            yield return $"Queue: {queue}";
        foreach (var error in CheckLabels(rule).Concat(CheckContradictions(rule)))
            yield return error;
        foreach (var glob in rule.Tenants)
        {
            if (TenantGlob.Check(glob) is { } error)
                yield return $"Tenants: {error}";
        }

        if (rule.Percentage is { } percentage && percentage is not (>= 0 and <= 100))
            yield return FormattableString.Invariant($"Percentage: {percentage} is not a number from 0 to 100.");
    }

    private static IEnumerable<string> CheckLabels(RoutingRuleOptions rule)
    {
        foreach (var (key, values) in rule.Labels)
        {
            if (LabelRules.CheckText(key) is { } wrongKey)
                yield return $"Labels['{LabelRules.Shown(key)}']: the key {wrongKey}";
            if (values is not { Count: > 0 })
                yield return $"Labels['{LabelRules.Shown(key)}']: there is no value; use HasLabels where any value will do.";
            foreach (var value in values ?? [])
            {
                if (LabelRules.CheckText(value) is { } wrongValue)
                    yield return $"Labels['{LabelRules.Shown(key)}']: the value '{LabelRules.Shown(value)}' {wrongValue}";
            }
        }

        foreach (var (field, keys) in new[] { (nameof(rule.HasLabels), rule.HasLabels), (nameof(rule.LacksLabels), rule.LacksLabels) })
        {
            foreach (var key in keys)
            {
                if (LabelRules.CheckText(key) is { } error)
                    yield return $"{field}: the key '{LabelRules.Shown(key)}' {error}";
            }
        }
    }

    private static IEnumerable<string> CheckContradictions(RoutingRuleOptions rule) =>
        from key in rule.LacksLabels.Distinct(StringComparer.OrdinalIgnoreCase)
        where LabelRules.CheckText(key) is null
        let field = rule.Labels.ContainsKey(key) ? nameof(rule.Labels) : rule.HasLabels.Contains(key, StringComparer.OrdinalIgnoreCase) ? nameof(rule.HasLabels) : null
        where field is not null
        select $"{nameof(rule.LacksLabels)}: it and {field} both name '{key}', so the rule matches no job.";

    /// <summary>A rule that takes everything hides those after it. One that says nothing is rather a mistake (a misspelt setting, say) than meant so.</summary>
    private static IEnumerable<string> CheckPlace(int place, PuddingOptions options)
    {
        var rule = options.RoutingRules[place];
        if (rule.Labels.Count + rule.HasLabels.Count + rule.LacksLabels.Count > 0 || rule.Percentage is not null)
            yield break;
        var hidden = options.RoutingRules.Skip(place + 1).OfType<RoutingRuleOptions>().Select(static other => $"'{LabelRules.Shown(other.Name)}'").ToList();
        var hides = hidden.Count == 0 ? "" : $" It hides {string.Join(", ", hidden)}, which come after it.";
        if (rule.Tenants.Count == 0)
            yield return $"it has no matcher, so it would take every job; say what it matches, or use PuddingOptions.DefaultQueue.{hides}";
        else if (hidden.Count > 0 && rule.Tenants.Any(static glob => TenantGlob.Check(glob) is null && TenantGlob.IsForAll(glob)))
            yield return $"Tenants: '**' takes every job.{hides}";
    }

    private static string? CheckQueue(string? queue, PuddingOptions options) =>
        QueueName.Check(queue) is { } error ? error :
        options.Queues.Contains(queue!) ? null :
        $"'{queue}' is unknown; {RequestRules.KnownQueues(options)}";
}
