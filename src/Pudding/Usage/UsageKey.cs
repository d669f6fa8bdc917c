using Pudding.Tenants;

namespace Pudding.Usage;

/// <summary>What one record of usage is about. Ordered by tenant, queue (all queues together first), start, period.</summary>
/// <param name="Tenant">The tenant, with all below it.</param>
/// <param name="Queue">The queue; none for all queues together.</param>
/// <param name="Period">How much time.</param>
/// <param name="Start">When that begins, in UTC.</param>
public readonly record struct UsageKey(TenantPath Tenant, string? Queue, UsagePeriod Period, DateTimeOffset Start) : IComparable<UsageKey>
{
    /// <inheritdoc />
    public int CompareTo(UsageKey other)
    {
        if (Tenant.CompareTo(other.Tenant) is not 0 and var byTenant)
            return byTenant;
        if (string.CompareOrdinal(Queue, other.Queue) is not 0 and var byQueue)
            return byQueue;
        return Start.CompareTo(other.Start) is not 0 and var byStart ? byStart : Period.CompareTo(other.Period);
    }

    /// <summary>What a job's use of a slot counts for: every node of its tenant's path, by queue and over all queues.</summary>
    internal static IEnumerable<(TenantPath Tenant, string? Queue)> Of(TenantPath tenant, string queue)
    {
        for (TenantPath? node = tenant; node is { } at; node = at.Parent)
        {
            yield return (at, queue);
            yield return (at, null);
        }
    }
}
