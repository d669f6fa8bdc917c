namespace Pudding.Policies;

/// <summary>An override to be written; its actor and duration are validated.</summary>
public sealed record NewPolicyOverride
{
    /// <summary>What it is of.</summary>
    public required PolicyTarget Target { get; init; }

    /// <summary>For a tenant or a plan: what is said.</summary>
    public TenantSettings? Tenant { get; init; }

    /// <summary>For a queue: what is said.</summary>
    public QueueSettings? Queue { get; init; }

    /// <summary>Who says it.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>How long it holds from now, by the store's clock; <c>null</c> for until it is cleared.</summary>
    public TimeSpan? ExpiresAfter { get; init; }
}
