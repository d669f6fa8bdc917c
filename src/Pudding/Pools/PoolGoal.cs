namespace Pudding.Pools;

/// <summary>What a pool is to be.</summary>
/// <param name="Min">The fewest instances.</param>
/// <param name="Max">The most, those about to go included.</param>
/// <param name="Slots">Of each.</param>
/// <param name="IdleTimeout">How long one above the fewest may have nothing to do.</param>
/// <param name="IsEmptying">Whether all are to go, as soon as they have no job.</param>
internal sealed record PoolGoal(int Min, int Max, int Slots, TimeSpan IdleTimeout, bool IsEmptying = false);
