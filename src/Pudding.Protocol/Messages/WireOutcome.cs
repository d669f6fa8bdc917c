namespace Pudding.Protocol.Messages;

/// <summary>How an attempt ended.</summary>
public sealed record WireOutcome
{
    /// <summary>One of <c>succeeded</c>, <c>failed</c>, <c>requeue</c>, <c>cancelled</c>, <c>infrastructureFailed</c>, <c>timedOut</c>. A host that doesn't know it takes it for failed.</summary>
    public string? Kind { get; init; }

    /// <summary>For people: why.</summary>
    public string? Reason { get; init; }

    /// <summary>How long a requeued job waits at least.</summary>
    public long DelayMs { get; init; }
}
