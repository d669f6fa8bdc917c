using System.Collections.Immutable;
using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>What all layers together come to at one moment. A value: it doesn't change.</summary>
public sealed record PoliciesInForce
{
    /// <summary>Ascends in the store whenever something else is in force, also because an override is over.</summary>
    public required long Version { get; init; }

    /// <summary>The tenants' policies. Always valid.</summary>
    public required TenantPolicies Tenants { get; init; }

    /// <summary>The policies of the queues of which something is said.</summary>
    public IReadOnlyDictionary<string, QueuePolicy> Queues { get; init; } = ImmutableDictionary<string, QueuePolicy>.Empty;

    /// <summary>The plan of each tenant that is on one.</summary>
    public IReadOnlyDictionary<TenantPath, string> Plans { get; init; } = ImmutableDictionary<TenantPath, string>.Empty;

    /// <summary>What was said and can't be in force as it is; empty when nothing.</summary>
    public IReadOnlyList<PolicyProblem> Problems { get; init; } = [];

    /// <summary>The policy of a queue.</summary>
    public QueuePolicy Queue(string name) => Queues.GetValueOrDefault(name, QueuePolicy.Default);

    /// <summary>Whether any layer says something of a tenant or of one above it.</summary>
    public bool IsKnown(TenantPath tenant)
    {
        for (TenantPath? node = tenant; node is { } path; node = path.Parent)
        {
            if (Tenants.Own.ContainsKey(path))
                return true;
        }

        return false;
    }
}
