namespace Pudding.Protocol.Messages;

/// <summary>A worker ends its session.</summary>
public sealed record WireDisconnect
{
    /// <summary>The session.</summary>
    public long Session { get; init; }
}
