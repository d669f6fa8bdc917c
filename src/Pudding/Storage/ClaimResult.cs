using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary>What became of a claim.</summary>
/// <param name="Status">What happened.</param>
/// <param name="FencingToken">For a claim that holds: its token.</param>
/// <param name="LimitedBy">For <see cref="ClaimStatus.LimitReached"/>: the node whose ceiling is reached.</param>
/// <param name="IsBorrowed">For a claim that holds: whether some node of the path was at or above its limit, and borrows.</param>
public readonly record struct ClaimResult(ClaimStatus Status, long FencingToken = 0, TenantPath LimitedBy = default, bool IsBorrowed = false);
