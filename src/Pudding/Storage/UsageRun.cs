using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary>A job that occupies a slot, as far as usage is counted.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Tenant">Who it is for.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Since">When it was claimed.</param>
public readonly record struct UsageRun(JobId JobId, TenantPath Tenant, string Queue, DateTimeOffset Since);
