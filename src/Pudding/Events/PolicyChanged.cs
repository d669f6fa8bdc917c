using Pudding.Policies;

namespace Pudding.Events;

/// <summary>Somebody changed a policy in operation: set an override, or cleared those of a target.</summary>
public sealed record PolicyChanged : PuddingEvent
{
    /// <summary>What the policy is of.</summary>
    public required PolicyTarget Target { get; init; }

    /// <summary>Who changed it.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>For an override of a tenant or a plan: what is said.</summary>
    public TenantSettings? Tenant { get; init; }

    /// <summary>For an override of a queue: what is said.</summary>
    public QueueSettings? Queue { get; init; }

    /// <summary>When the override is over; <c>null</c> for one that holds until it is cleared, and for a clearing.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the overrides of the target were cleared.</summary>
    public bool IsCleared { get; init; }
}
