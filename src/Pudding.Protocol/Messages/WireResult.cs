namespace Pudding.Protocol.Messages;

/// <summary>How an attempt ended, as its worker reports it.</summary>
public sealed record WireResult
{
    /// <summary>The right under which it ran.</summary>
    public WireLease? Lease { get; init; }

    /// <summary>How it ended.</summary>
    public WireOutcome? Outcome { get; init; }

    /// <summary>How long it ran.</summary>
    public long RanForMs { get; init; }
}
