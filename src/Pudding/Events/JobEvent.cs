using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Events;

/// <summary>Something that happened to one job.</summary>
public abstract record JobEvent : PuddingEvent
{
    private protected JobEvent()
    {
    }

    /// <summary>The job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Its group.</summary>
    public required JobGroupId GroupId { get; init; }

    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>Its queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Its name, for people.</summary>
    public string? JobName { get; init; }
}
