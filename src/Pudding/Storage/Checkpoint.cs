namespace Pudding.Storage;

/// <summary>Something that was handed on.</summary>
public sealed record Checkpoint
{
    /// <summary>What was saved.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>How long ago, by the store's clock.</summary>
    public required TimeSpan Age { get; init; }
}
