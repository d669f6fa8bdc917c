namespace Pudding.Routing;

/// <summary>One routing rule: the queue of the jobs that it matches. All of its matchers must match; a matcher with several values matches when one of them fits.</summary>
public sealed class RoutingRuleOptions
{
    /// <summary>Tells it from other rules, and is a part of what decides who is within <see cref="Percentage"/>: a rule that is renamed takes other tenants. At most
    /// 100 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>The queue that jobs go to; it must be known.</summary>
    public string Queue { get; set; } = "";

    /// <summary>Labels that the job must have, by key, each with one of the values. Case doesn't matter in keys and values.</summary>
    public IDictionary<string, IList<string>> Labels { get; } = new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Keys of labels that the job must have, whatever the value.</summary>
    public IList<string> HasLabels { get; } = [];

    /// <summary>Keys of labels that the job must not have.</summary>
    public IList<string> LacksLabels { get; } = [];

    /// <summary>Globs, one of which the job's tenant must fit: <c>*</c> stands for one name or, inside a name, for any characters of it; <c>**</c> for any number of
    /// names, none too. Case matters, as in tenants.</summary>
    /// <value>None: any tenant.</value>
    public IList<string> Tenants { get; } = [];

    /// <summary>How many in a hundred tenants it takes. It is always the same ones, and more of them when it grows. From 0 (nobody) to 100 (all).</summary>
    /// <value>None: all tenants.</value>
    public double? Percentage { get; set; }
}
