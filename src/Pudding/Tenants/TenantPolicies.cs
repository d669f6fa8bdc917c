using System.Collections.Immutable;

namespace Pudding.Tenants;

/// <summary>The policies of the whole tenant tree at one moment. A value: it doesn't change.</summary>
public sealed class TenantPolicies
{
    /// <summary>The limit of a project of which nothing is said.</summary>
    public const int StandardDefaultLimit = 5;

    private readonly ImmutableDictionary<TenantPath, TenantPolicy> _policies;

    /// <summary>The sum of the guarantees right below each node that has such.</summary>
    private readonly ImmutableDictionary<TenantPath, long> _guaranteedBelow;

    /// <summary>Makes a set of policies.</summary>
    /// <param name="defaultLimit">The limit of a tenant that holds jobs and has no <see cref="TenantPolicy.MaxConcurrent"/> of its own.</param>
    /// <param name="policies">The policies by path; other tenants get <see cref="TenantPolicy.Default"/>.</param>
    /// <exception cref="ArgumentException">A policy is not valid, or guarantees more than its organisation has; the message names the tenant and the field.</exception>
    public TenantPolicies(int defaultLimit = StandardDefaultLimit, IEnumerable<KeyValuePair<TenantPath, TenantPolicy>>? policies = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(defaultLimit);
        DefaultLimit = defaultLimit;
        _policies = (policies ?? []).ToImmutableDictionary();
        _guaranteedBelow = SumGuarantees(_policies);
        if (CheckAll().ToList() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(" ", errors), nameof(policies));
    }

    private TenantPolicies(
        int defaultLimit, ImmutableDictionary<TenantPath, TenantPolicy> policies, ImmutableDictionary<TenantPath, long> guaranteedBelow)
    {
        DefaultLimit = defaultLimit;
        _policies = policies;
        _guaranteedBelow = guaranteedBelow;
    }

    /// <summary>No tenant has a policy of its own, and projects have the standard limit.</summary>
    public static TenantPolicies Default { get; } = new();

    /// <summary>The limit of a tenant that holds jobs and has none of its own.</summary>
    public int DefaultLimit { get; }

    /// <summary>The tenants that have a policy of their own, with it.</summary>
    public IReadOnlyDictionary<TenantPath, TenantPolicy> Own => _policies;

    /// <summary>The policy of a node.</summary>
    public TenantPolicy this[TenantPath tenant] => _policies.GetValueOrDefault(tenant, TenantPolicy.Default);

    /// <summary>The same policies but for one node. O(log policies).</summary>
    /// <exception cref="ArgumentException">The policy is not valid, or guarantees more than its organisation has, or less than its projects; the message names the
    /// tenant and the field.</exception>
    public TenantPolicies With(TenantPath tenant, TenantPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (tenant.IsEmpty)
            throw new ArgumentException("The tenant path is empty.", nameof(tenant));
        var below = _guaranteedBelow;
        if (tenant.Parent is { } parent && policy.Guarantee != this[tenant].Guarantee)
            below = below.SetItem(parent, below.GetValueOrDefault(parent) - this[tenant].Guarantee + policy.Guarantee);
        var changed = new TenantPolicies(DefaultLimit, _policies.SetItem(tenant, policy), below);
        var errors = changed.Check(tenant).Concat(tenant.Parent is { } above ? changed.Check(above) : []).ToList();
        return errors.Count > 0 ? throw new ArgumentException(string.Join(" ", errors), nameof(policy)) : changed;
    }

    /// <summary>What a node's limit says; <see cref="int.MaxValue"/> for none.</summary>
    /// <param name="tenant">The node.</param>
    /// <param name="holdsJobs">Whether jobs belong to this very node (a project), not to nodes below it (an organisation).</param>
    public int Limit(TenantPath tenant, bool holdsJobs) => this[tenant].MaxConcurrent ?? (holdsJobs ? DefaultLimit : int.MaxValue);

    /// <summary>The most jobs that may be active at and below a node, with what it may borrow; <see cref="int.MaxValue"/> for no ceiling.</summary>
    /// <param name="tenant">The node.</param>
    /// <param name="holdsJobs">Whether jobs belong to this very node (a project), not to nodes below it (an organisation).</param>
    public int Ceiling(TenantPath tenant, bool holdsJobs) =>
        this[tenant] is { BorrowIdle: true } borrowing ? borrowing.BorrowCeiling ?? int.MaxValue : Limit(tenant, holdsJobs);

    private static ImmutableDictionary<TenantPath, long> SumGuarantees(ImmutableDictionary<TenantPath, TenantPolicy> policies)
    {
        var sums = ImmutableDictionary.CreateBuilder<TenantPath, long>();
        foreach (var (tenant, policy) in policies)
        {
            if (policy.Guarantee != 0 && tenant.Parent is { } parent)
                sums[parent] = sums.GetValueOrDefault(parent) + policy.Guarantee;
        }

        return sums.ToImmutable();
    }

    private IEnumerable<string> CheckAll() => _policies.Keys.Concat(_guaranteedBelow.Keys).Distinct().Order().SelectMany(Check);

    private IEnumerable<string> Check(TenantPath tenant)
    {
        foreach (var error in this[tenant].Validate())
            yield return $"Tenant '{tenant}': {error}";
        if (_guaranteedBelow.GetValueOrDefault(tenant) is var sum && sum > this[tenant].Guarantee)
            yield return $"Tenant '{tenant}': {nameof(TenantPolicy.Guarantee)}: {this[tenant].Guarantee} is less than the {sum} guaranteed right below it.";
    }
}
