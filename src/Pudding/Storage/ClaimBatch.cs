namespace Pudding.Storage;

/// <summary>Claims that the holder of the baton makes together.</summary>
public sealed record ClaimBatch
{
    /// <summary>The baton's epoch as the caller knows it; when it is not the newest, every claim is refused.</summary>
    public required long Epoch { get; init; }

    /// <summary>How long the leases hold.</summary>
    public required TimeSpan LeaseDuration { get; init; }

    /// <summary>The claims, in the order of decision.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }
}
