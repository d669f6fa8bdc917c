namespace Pudding.Enrolment;

/// <summary>A boot token to be made: for one instance that is launched.</summary>
public sealed record BootTokenRequest
{
    /// <summary>The instance, which will be the worker's id too; at most 200 characters.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The queues that it serves, at least one.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>The most jobs that it runs at once, at least one.</summary>
    public required int Slots { get; init; }

    /// <summary>Its pool; at most 100 characters.</summary>
    /// <value>None by default.</value>
    public string? Pool { get; init; }

    /// <summary>When the launch was decided. Kept with the launch, so that repeating it makes the same token; whole seconds count.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>How long it may be redeemed from then on; from a minute to a day.</summary>
    /// <value><see cref="EnrolmentOptions.BootTokenLifetime"/> by default.</value>
    public TimeSpan? Lifetime { get; init; }
}
