namespace Pudding.Events;

/// <summary>A worker opened a session.</summary>
public sealed record WorkerConnected : WorkerEvent
{
    /// <summary>The queues that it serves.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>How many jobs it runs at once.</summary>
    public required int Slots { get; init; }
}
