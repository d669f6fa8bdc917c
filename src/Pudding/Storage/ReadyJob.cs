using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary>A job that could start now, as little of it as deciding needs.</summary>
public readonly record struct ReadyJob
{
    /// <summary>Names the job.</summary>
    public required JobId Id { get; init; }

    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>Its queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Order among the jobs of the same tenant: higher goes first.</summary>
    public required int Priority { get; init; }

    /// <summary>The store's order of enqueueing.</summary>
    public required long Sequence { get; init; }
}
