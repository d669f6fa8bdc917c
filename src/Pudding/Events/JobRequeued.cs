namespace Pudding.Events;

/// <summary>A job went back to its queue.</summary>
public sealed record JobRequeued : JobEvent
{
    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it was lost with its worker, rather than given back.</summary>
    public bool WasLost { get; init; }
}
