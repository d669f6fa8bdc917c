using Pudding.Tenants;

namespace Pudding.Hosting;

internal static class OptionsPolicies
{
    /// <summary>The policies that the host's settings say.</summary>
    public static TenantPolicies From(PuddingOptions options) => new(
        options.DefaultLimit,
        options.Tenants.Select(static tenant => KeyValuePair.Create(TenantPath.Parse(tenant.Key), tenant.Value.ToPolicy())));
}
