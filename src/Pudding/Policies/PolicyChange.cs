namespace Pudding.Policies;

/// <summary>Who changes a policy, why, and for how long.</summary>
public sealed record PolicyChange
{
    /// <summary>The longest that an override with an end may hold.</summary>
    internal static readonly TimeSpan MaxDuration = TimeSpan.FromDays(3650);

    /// <summary>Who: 1 to 200 characters.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, for people; at most 1,000 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>How long the override holds, at most 3,650 days; then what was said before holds again. Left out for one that holds until it is cleared.</summary>
    public TimeSpan? ExpiresAfter { get; init; }
}
