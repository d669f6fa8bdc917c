using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>Cuts guarantees that are more than the node above has itself, in proportion, from the top down.</summary>
internal sealed class GuaranteeRepair(Dictionary<TenantPath, TenantPolicy> policies, Action<PolicyTarget, string, string> report)
{
    public void Run()
    {
        var families = policies
            .Where(static pair => pair.Value.Guarantee > 0 && pair.Key.Parent is not null)
            .Select(static pair => pair.Key)
            .GroupBy(static child => child.Parent!.Value)
            .OrderBy(static family => family.Key.Depth);
        foreach (var family in families)
            Cut(family.Key, [.. family]);
    }

    private void Cut(TenantPath parent, List<TenantPath> children)
    {
        var sum = children.Sum(child => (long)policies[child].Guarantee);
        var own = policies.GetValueOrDefault(parent, TenantPolicy.Default).Guarantee;
        if (sum <= own)
            return;
        report(PolicyTarget.Tenant(parent), nameof(TenantPolicy.Guarantee), $"{own} is less than the {sum} guaranteed right below it.");
        foreach (var child in children)
            policies[child] = policies[child] with { Guarantee = (int)(policies[child].Guarantee * (long)own / sum) };
    }
}
