namespace Pudding.Pools;

/// <summary>What a round does.</summary>
/// <param name="Steps">With the instances that there are.</param>
/// <param name="Launches">How many new ones there are to be.</param>
internal sealed record PoolPlan(IReadOnlyList<PoolStep> Steps, int Launches);
