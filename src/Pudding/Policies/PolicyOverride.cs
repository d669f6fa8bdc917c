namespace Pudding.Policies;

/// <summary>What somebody said in operation. It wins over code, configuration and policy sources until it is over or cleared.</summary>
/// <remarks>Several of one target lie over each other: of each field, the one that was set last and is not over wins.</remarks>
public sealed record PolicyOverride
{
    /// <summary>What it is of.</summary>
    public required PolicyTarget Target { get; init; }

    /// <summary>For a tenant or a plan: what is said.</summary>
    public TenantSettings? Tenant { get; init; }

    /// <summary>For a queue: what is said.</summary>
    public QueueSettings? Queue { get; init; }

    /// <summary>Who said it.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was set, by the store's clock.</summary>
    public required DateTimeOffset SetAt { get; init; }

    /// <summary>When it is over, by the store's clock; <c>null</c> for one that holds until it is cleared.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    internal bool IsEmpty => (Tenant is null || Tenant == TenantSettings.Empty) && (Queue is null || Queue == QueueSettings.Empty);

    internal bool IsOver(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>What of this will show again when a newer one of the same target is over.</summary>
    internal PolicyOverride Under(PolicyOverride newer)
    {
        var outlasts = newer.ExpiresAt is { } end && !(ExpiresAt <= end);
        if (outlasts || Target != newer.Target)
            return this;
        return this with
        {
            Tenant = newer.Tenant is { } tenant ? Tenant?.Except(tenant) : Tenant,
            Queue = newer.Queue is { } queue ? Queue?.Except(queue) : Queue,
        };
    }
}
