namespace Pudding.Enrolment;

/// <summary>An enrolment token to be made: for machines that people add.</summary>
public sealed record EnrolmentTokenRequest
{
    /// <summary>What the ids of the workers begin with; 1 to 100 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The queues that they serve, at least one.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>Who makes it; at most 200 characters.</summary>
    public required string Actor { get; init; }

    /// <summary>The most jobs that each runs at once, at least one.</summary>
    /// <value>1 by default.</value>
    public int Slots { get; init; } = 1;

    /// <summary>How many machines may redeem it; from 1 to 10,000.</summary>
    /// <value>1 by default.</value>
    public int MaxUses { get; init; } = 1;

    /// <summary>How long it may be redeemed from now; from a minute to 365 days.</summary>
    /// <value><see cref="EnrolmentOptions.EnrolmentTokenLifetime"/> by default.</value>
    public TimeSpan? Lifetime { get; init; }
}
