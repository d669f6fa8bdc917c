namespace Pudding.Protocol.Messages;

/// <summary>A worker opens a session.</summary>
public sealed record WireConnect
{
    /// <summary>The newest version of the protocol that the worker speaks.</summary>
    public int Protocol { get; init; }

    /// <summary>How many jobs it runs at once; 0 leaves it to the token with which it registered.</summary>
    public int Slots { get; init; }
}
