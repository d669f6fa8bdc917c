namespace Pudding.Routing;

/// <summary>Says which jobs a routing rule matches: those that all of what is called here lets through. What is wrong is said when the host starts.</summary>
public sealed class RoutingRuleBuilder
{
    private readonly RoutingRuleOptions _rule;

    internal RoutingRuleBuilder(RoutingRuleOptions rule) => _rule = rule;

    /// <summary>The job has a label with one of the values. Called again for the same key, it adds values.</summary>
    /// <param name="key">The label's key. Case doesn't matter.</param>
    /// <param name="values">At least one value. Case doesn't matter.</param>
    public RoutingRuleBuilder Label(string key, params IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(values);
        _rule.Labels[key] = _rule.Labels.TryGetValue(key, out var before) ? [.. before, .. values] : [.. values];
        return this;
    }

    /// <summary>The job has a label, whatever its value.</summary>
    /// <param name="key">The label's key. Case doesn't matter.</param>
    public RoutingRuleBuilder HasLabel(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _rule.HasLabels.Add(key);
        return this;
    }

    /// <summary>The job does not have a label.</summary>
    /// <param name="key">The label's key. Case doesn't matter.</param>
    public RoutingRuleBuilder LacksLabel(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _rule.LacksLabels.Add(key);
        return this;
    }

    /// <summary>The job's tenant fits one of the globs. Called again, it adds globs.</summary>
    /// <param name="globs">At least one, for example <c>rails/*</c>: see <see cref="RoutingRuleOptions.Tenants"/>.</param>
    public RoutingRuleBuilder Tenant(params IReadOnlyList<string> globs)
    {
        ArgumentNullException.ThrowIfNull(globs);
        foreach (var glob in globs)
            _rule.Tenants.Add(glob);
        return this;
    }

    /// <summary>The job's tenant is among so many in a hundred: always the same ones, and more of them when it grows.</summary>
    /// <param name="percentage">From 0 (nobody) to 100 (all): see <see cref="RoutingRuleOptions.Percentage"/>.</param>
    public RoutingRuleBuilder Percentage(double percentage)
    {
        _rule.Percentage = percentage;
        return this;
    }
}
