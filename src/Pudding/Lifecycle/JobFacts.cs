using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Lifecycle;

/// <summary>Who a job is: what every event about it says, and what never changes.</summary>
/// <param name="Id">Names the job.</param>
/// <param name="GroupId">Its group.</param>
/// <param name="Tenant">Who the work is for.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Name">For people.</param>
/// <param name="EnqueuedAt">When it was enqueued, by the store's clock.</param>
public readonly record struct JobFacts(JobId Id, JobGroupId GroupId, TenantPath Tenant, string Queue, string? Name, DateTimeOffset EnqueuedAt);
