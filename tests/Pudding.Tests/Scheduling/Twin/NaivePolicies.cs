using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Twin;

/// <summary>The policies of the tree as the twin keeps them.</summary>
internal sealed class NaivePolicies(int defaultLimit, Dictionary<TenantPath, TenantPolicy> own)
{
    public NaivePolicies(TenantPolicies policies)
        : this(policies.DefaultLimit, new Dictionary<TenantPath, TenantPolicy>(policies.Own))
    {
    }

    public int DefaultLimit { get; } = defaultLimit;

    public IReadOnlyDictionary<TenantPath, TenantPolicy> Own => own;

    /// <summary>Whether what the children of a node are guaranteed is not more than what it is guaranteed itself.</summary>
    public bool FitTogether => own.Keys.Where(static tenant => tenant.Parent is not null).GroupBy(static tenant => tenant.Parent!.Value)
        .All(siblings => siblings.Sum(tenant => own[tenant].Guarantee) <= this[siblings.Key].Guarantee);

    public TenantPolicy this[TenantPath tenant] => own.GetValueOrDefault(tenant, TenantPolicy.Default);

    public TenantPolicy this[NaiveTenant tenant] => this[tenant.Path];

    public NaivePolicies With(TenantPath tenant, TenantPolicy policy) =>
        new(DefaultLimit, new Dictionary<TenantPath, TenantPolicy>(own) { [tenant] = policy });

    public TenantPolicies ToPolicies() => new(DefaultLimit, own);
}
