namespace Pudding.Protocol.Messages;

/// <summary>The farm's answer to a heartbeat.</summary>
public sealed record WireHeartbeatReply
{
    /// <summary>One of <c>accepted</c>, <c>superseded</c>, <c>unknownSession</c>, <c>retired</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Jobs to start.</summary>
    public IReadOnlyList<WireAssignment>? Assignments { get; init; }

    /// <summary>Leases that were renewed.</summary>
    public IReadOnlyList<WireLease>? Renewed { get; init; }

    /// <summary>Leases that are over.</summary>
    public IReadOnlyList<WireLease>? Lost { get; init; }

    /// <summary>Jobs to stop because someone asked.</summary>
    public IReadOnlyList<WireLease>? Cancel { get; init; }

    /// <summary>Whether the worker is being drained.</summary>
    public bool IsDraining { get; init; }

    /// <summary>Results that need not be repeated.</summary>
    public IReadOnlyList<WireLease>? Settled { get; init; }
}
