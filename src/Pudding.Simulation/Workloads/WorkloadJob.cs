using Pudding.Tenants;

namespace Pudding.Simulation.Workloads;

/// <summary>One job of a workload.</summary>
public sealed record WorkloadJob
{
    /// <summary>Who it is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>When it is submitted, from the beginning of the workload.</summary>
    public required TimeSpan SubmittedAt { get; init; }

    /// <summary>How long it runs.</summary>
    public required TimeSpan Runtime { get; init; }
}
