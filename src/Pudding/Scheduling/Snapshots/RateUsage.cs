using Pudding.Tenants;

namespace Pudding.Scheduling.Snapshots;

/// <summary>How much of a tenant's start rate is used, in a <see cref="SchedulerSnapshot"/>.</summary>
public sealed record RateUsage
{
    /// <summary>The tenant.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>After how long its bucket is full again.</summary>
    public required TimeSpan FullIn { get; init; }
}
