namespace Pudding.Protocol.Messages;

/// <summary>A worker's report. Who it is, its credential says.</summary>
public sealed record WireHeartbeat
{
    /// <summary>The session that the worker was given when it connected.</summary>
    public long Session { get; init; }

    /// <summary>Ascends within the session.</summary>
    public long Sequence { get; init; }

    /// <summary>How many more jobs it could start now.</summary>
    public int FreeSlots { get; init; }

    /// <summary>Every lease that it holds.</summary>
    public IReadOnlyList<WireLease>? Held { get; init; }

    /// <summary>Those among <see cref="Held"/> whose jobs are being stopped.</summary>
    public IReadOnlyList<WireLease>? Stopping { get; init; }

    /// <summary>What has ended and has not been confirmed yet.</summary>
    public IReadOnlyList<WireResult>? Results { get; init; }

    /// <summary>How long the answer may be held back until there is something to say.</summary>
    public long WaitMs { get; init; }
}
