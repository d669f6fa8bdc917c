using Pudding.Tenants;

namespace Pudding.Jobs;

/// <summary>Which jobs to look for: all that is said must fit; what is not said fits every job.</summary>
public sealed record JobQuery
{
    /// <summary>In one of these states; empty for any.</summary>
    public IReadOnlyList<JobState> States { get; init; } = [];

    /// <summary>For one of these causes; empty for any.</summary>
    public IReadOnlyList<JobCause> Causes { get; init; } = [];

    /// <summary>With this in their reason, whatever the case of letters; none for any reason.</summary>
    public string? ReasonContains { get; init; }

    /// <summary>Of this tenant or of one below it; none for all.</summary>
    public TenantPath? Tenant { get; init; }

    /// <summary>In this queue; none for all.</summary>
    public string? Queue { get; init; }

    /// <summary>Of this group; none for all.</summary>
    public JobGroupId? Group { get; init; }

    /// <summary>Whose newest worker is this one; none for any.</summary>
    public string? WorkerId { get; init; }

    /// <summary>Enqueued at this time or later.</summary>
    public DateTimeOffset? EnqueuedFrom { get; init; }

    /// <summary>Enqueued before this time.</summary>
    public DateTimeOffset? EnqueuedBefore { get; init; }

    /// <summary>Over since this time or later.</summary>
    public DateTimeOffset? FinishedFrom { get; init; }

    /// <summary>Over before this time.</summary>
    public DateTimeOffset? FinishedBefore { get; init; }

    /// <summary>With this note of what was done about them; none for any.</summary>
    public JobResolution? Resolution { get; init; }

    /// <summary>Whether a job fits. The meaning of each field, for stores that do not ask a database.</summary>
    public bool Matches(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return (States.Count == 0 || States.Contains(job.State))
            && (Causes.Count == 0 || Causes.Contains(job.Cause))
            && (ReasonContains is null || job.Reason?.Contains(ReasonContains, StringComparison.OrdinalIgnoreCase) == true)
            && (Tenant is not { } tenant || job.Tenant.IsWithin(tenant))
            && (Queue is null || job.Queue == Queue)
            && (Group is not { } group || job.GroupId == group)
            && (WorkerId is null || job.WorkerId == WorkerId)
            && IsWithin(job.EnqueuedAt, EnqueuedFrom, EnqueuedBefore)
            && IsWithin(job.FinishedAt, FinishedFrom, FinishedBefore)
            && (Resolution is not { } resolution || job.Resolution == resolution);
    }

    private static bool IsWithin(DateTimeOffset? time, DateTimeOffset? from, DateTimeOffset? before) =>
        (from is null || time >= from) && (before is null || time < before);
}
