namespace Pudding.Protocol.Messages;

/// <summary>A worker has a session, or none any more.</summary>
public sealed record WireConnectReply
{
    /// <summary>The version of the protocol to speak.</summary>
    public int Protocol { get; init; }

    /// <summary>One of <c>connected</c>, <c>retired</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The session.</summary>
    public long Session { get; init; }

    /// <summary>Names the worker.</summary>
    public string? WorkerId { get; init; }

    /// <summary>The queues that it serves.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>How many jobs it runs at once.</summary>
    public int Slots { get; init; }

    /// <summary>How often it reports when nothing happens.</summary>
    public long HeartbeatIntervalMs { get; init; }

    /// <summary>The time before the end of its lease at which it stops a job that it can't renew.</summary>
    public long LeaseMarginMs { get; init; }

    /// <summary>How long its credential holds from now.</summary>
    public long CredentialExpiresInMs { get; init; }
}
