using System.Collections.Frozen;

namespace Pudding.Tenants;

/// <summary>The policies of the whole tenant tree at one moment. A value: it doesn't change.</summary>
public sealed class TenantPolicies
{
    /// <summary>The limit of a project of which nothing is said.</summary>
    public const int StandardDefaultLimit = 5;

    private readonly FrozenDictionary<TenantPath, TenantPolicy> _policies;

    /// <summary>Makes a set of policies.</summary>
    /// <param name="defaultLimit">The limit of a tenant that holds jobs and has no <see cref="TenantPolicy.MaxConcurrent"/> of its own.</param>
    /// <param name="policies">The policies by path; other tenants get <see cref="TenantPolicy.Default"/>.</param>
    /// <exception cref="ArgumentException">A policy is not valid; the message names the tenant and the field.</exception>
    public TenantPolicies(int defaultLimit = StandardDefaultLimit, IEnumerable<KeyValuePair<TenantPath, TenantPolicy>>? policies = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(defaultLimit);
        DefaultLimit = defaultLimit;
        _policies = (policies ?? []).ToFrozenDictionary();
        var errors = _policies.SelectMany(static p => p.Value.Validate().Select(error => $"Tenant '{p.Key}': {error}")).ToList();
        if (errors.Count > 0)
            throw new ArgumentException(string.Join(" ", errors), nameof(policies));
    }

    /// <summary>No tenant has a policy of its own, and projects have the standard limit.</summary>
    public static TenantPolicies Default { get; } = new();

    /// <summary>The limit of a tenant that holds jobs and has none of its own.</summary>
    public int DefaultLimit { get; }

    /// <summary>The tenants that have a policy of their own, with it.</summary>
    public IReadOnlyDictionary<TenantPath, TenantPolicy> Own => _policies;

    /// <summary>The policy of a node.</summary>
    public TenantPolicy this[TenantPath tenant] => _policies.GetValueOrDefault(tenant, TenantPolicy.Default);

    /// <summary>The most jobs that may be active at and below a node; <see cref="int.MaxValue"/> for no limit.</summary>
    /// <param name="tenant">The node.</param>
    /// <param name="holdsJobs">Whether jobs belong to this very node (a project), not to nodes below it (an organisation).</param>
    public int Ceiling(TenantPath tenant, bool holdsJobs) => this[tenant].MaxConcurrent ?? (holdsJobs ? DefaultLimit : int.MaxValue);
}
