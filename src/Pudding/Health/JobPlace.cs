using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Health;

/// <summary>What jobs have in common that are compared with each other.</summary>
/// <param name="Tenant">Who they are for.</param>
/// <param name="Queue">Their queue.</param>
/// <param name="Group">Their group; none for one job of each of the tenant's groups.</param>
internal readonly record struct JobPlace(TenantPath Tenant, string Queue, JobGroupId Group = default);
