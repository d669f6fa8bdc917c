using Pudding.Tenants;

namespace Pudding.Scheduling.Snapshots;

/// <summary>One tenant in one queue of a <see cref="SchedulerSnapshot"/>.</summary>
public sealed record TenantUsage
{
    /// <summary>The tenant.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The name of the queue.</summary>
    public required string Queue { get; init; }

    /// <summary>The weighed slot time that it has used.</summary>
    public required long Consumed { get; init; }

    /// <summary>How far those right below it had come.</summary>
    public long Floor { get; init; }

    /// <summary>What that is in fractions of its unit.</summary>
    public double FloorFraction { get; init; }

    /// <summary>Its place among equals.</summary>
    public required long Tie { get; init; }

    /// <summary>The mean runtime of its own jobs; <c>null</c> when it isn't known or asked for.</summary>
    public TimeSpan? Runtime { get; init; }

    /// <summary>Whether it had work that could start.</summary>
    public bool WasEligible { get; init; }
}
