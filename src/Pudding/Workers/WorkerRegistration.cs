namespace Pudding.Workers;

/// <summary>A worker as it introduces itself.</summary>
public sealed record WorkerRegistration
{
    /// <summary>Names the worker; unique in the estate, stable over restarts if it can be. At most 200 characters.</summary>
    public required string WorkerId { get; init; }

    /// <summary>The queues that it serves, at least one.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>The instance that it runs on; at most 200 characters.</summary>
    /// <value>None by default: it stands alone.</value>
    public string? InstanceId { get; init; }

    /// <summary>How many jobs it runs at once: 1 to 10,000.</summary>
    public required int Slots { get; init; }
}
