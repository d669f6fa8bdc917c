using Pudding.Tenants;

namespace BuildFarm.Farm;

/// <summary>A job in a slot of a worker.</summary>
internal sealed record RunningJob(string WorkerId, TenantPath Tenant, string Name, DateTimeOffset Since);
