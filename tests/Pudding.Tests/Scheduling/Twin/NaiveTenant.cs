using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Twin;

/// <summary>What is kept of a tenant over all queues.</summary>
internal sealed class NaiveTenant(TenantPath path, NaiveTenant? parent)
{
    public TenantPath Path { get; } = path;

    public NaiveTenant? Parent { get; } = parent;

    public int Running { get; set; }

    /// <summary>The theoretical arrival time of its next start; null, a full bucket, until there was one under a rate.</summary>
    public long? ArrivalTime { get; set; }

    /// <summary>Whether its bucket was empty at the newest time seen.</summary>
    public bool LacksToken { get; set; }
}
