using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary>One tenant's place in one queue.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Queue">The queue.</param>
public readonly record struct TenantQueue(TenantPath Tenant, string Queue);
