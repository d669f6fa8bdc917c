namespace Pudding.Pools;

/// <summary>One step of a plan.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Member">With which instance.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record PoolStep(PoolStepKind Kind, PoolMember Member, string Reason);
