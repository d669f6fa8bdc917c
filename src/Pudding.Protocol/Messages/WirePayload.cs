namespace Pudding.Protocol.Messages;

/// <summary>What a job works on.</summary>
public sealed record WirePayload
{
    /// <summary>The media type of <see cref="Bytes"/>.</summary>
    public string? ContentType { get; init; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}
