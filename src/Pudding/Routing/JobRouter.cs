using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Tenants;

namespace Pudding.Routing;

internal sealed class JobRouter(IOptions<PuddingOptions> options) : IJobRouter
{
    private readonly RoutingRule[] _rules = [.. options.Value.RoutingRules.Select(static rule => new RoutingRule(rule))];
    private readonly string? _defaultQueue = options.Value.DefaultQueue;

    public RoutingDecision Route(TenantPath tenant, IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (tenant.IsEmpty)
            throw new ArgumentException("The tenant path is empty.", nameof(tenant));
        if (LabelRules.Check(labels).ToList() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(" ", errors), nameof(labels));

        var known = new Dictionary<string, string>(labels, StringComparer.OrdinalIgnoreCase);
        var decision = new RoutingDecision { Tenant = tenant, Labels = known };
        List<RoutingMiss> misses = [];
        foreach (var rule in _rules)
        {
            var before = misses.Count;
            misses.AddRange(rule.FindMisses(tenant, known));
            if (misses.Count == before)
                return decision with { Queue = rule.Queue, Rule = rule.Name, Misses = misses };
        }

        return decision with { Queue = _defaultQueue, Misses = misses };
    }
}
