namespace Pudding.Policies;

/// <summary>The policies as the store has them at one moment.</summary>
public sealed record PolicyState
{
    /// <summary>What all layers come to.</summary>
    public required PoliciesInForce InForce { get; init; }

    /// <summary>The defaults that were published last.</summary>
    public required PolicyDefaults Defaults { get; init; }

    /// <summary>The overrides that are not over, in the order in which they were set.</summary>
    public IReadOnlyList<PolicyOverride> Overrides { get; init; } = [];

    /// <summary>In how long the next override is over, by the store's clock: then something else is in force, and no hint tells so. <c>null</c> when none ever is.</summary>
    public TimeSpan? ValidFor { get; init; }
}
