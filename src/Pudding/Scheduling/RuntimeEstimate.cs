namespace Pudding.Scheduling;

/// <summary>Of whose finished jobs the runtime of the next one is expected.</summary>
public enum RuntimeEstimate
{
    /// <summary>Of all jobs of the queue. Steady from the first jobs of a tenant on.</summary>
    Queue,

    /// <summary>Of the tenant's own jobs in that queue; of all while it has none. Closer where tenants differ much and each has many jobs.</summary>
    Tenant,
}
