namespace Pudding.Pools;

/// <summary>What a pool hands on from one scheduling host to the next.</summary>
internal sealed record PoolRecord
{
    public IReadOnlyList<PoolIntent> Intents { get; init; } = [];
}
