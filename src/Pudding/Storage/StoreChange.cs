using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary>A hint. Which fields say something depends on the kind.</summary>
public readonly record struct StoreChange
{
    /// <summary>What changed.</summary>
    public required StoreChangeKind Kind { get; init; }

    /// <summary>The job.</summary>
    public JobId JobId { get; init; }

    /// <summary>Its group.</summary>
    public JobGroupId GroupId { get; init; }

    /// <summary>Its tenant.</summary>
    public TenantPath Tenant { get; init; }

    /// <summary>Its queue.</summary>
    public string? Queue { get; init; }

    /// <summary>For <see cref="StoreChangeKind.Ended"/>: the token of the claim that ended; 0 for a job that was never claimed.</summary>
    public long FencingToken { get; init; }

    /// <summary>For <see cref="StoreChangeKind.Ended"/>: whether the job is over, rather than back in its queue.</summary>
    public bool IsOver { get; init; }

    /// <summary>For <see cref="StoreChangeKind.Ended"/>: whether it was the last job of its group that was not over.</summary>
    public bool IsGroupOver { get; init; }

    /// <summary>The worker.</summary>
    public string? WorkerId { get; init; }
}
