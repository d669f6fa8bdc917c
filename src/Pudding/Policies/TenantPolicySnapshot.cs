using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>Everything that a policy source says at one moment.</summary>
public sealed record TenantPolicySnapshot
{
    /// <summary>Tells it from others of the source: a row version, a time stamp, a hash.</summary>
    public required string Version { get; init; }

    /// <summary>What is said of each tenant, the name of its plan included. Tenants that are left out are not spoken of: the layers below say what they get.</summary>
    public required IReadOnlyDictionary<TenantPath, TenantSettings> Tenants { get; init; }
}
