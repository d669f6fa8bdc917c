using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary>A job that occupies a slot, as little of it as deciding needs.</summary>
public readonly record struct ActiveJob
{
    /// <summary>Names the job.</summary>
    public required JobId Id { get; init; }

    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>Its queue.</summary>
    public required string Queue { get; init; }

    /// <summary>The worker that it was claimed for.</summary>
    public required string WorkerId { get; init; }

    /// <summary>The token of its claim.</summary>
    public required long FencingToken { get; init; }

    /// <summary>Whether its claim was borrowed.</summary>
    public bool IsBorrowed { get; init; }

    /// <summary>How long ago it was claimed, by the store's clock.</summary>
    public required TimeSpan HeldFor { get; init; }
}
