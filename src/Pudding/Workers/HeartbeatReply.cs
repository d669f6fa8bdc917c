namespace Pudding.Workers;

/// <summary>The farm's answer to a heartbeat. It is given only after everything in the heartbeat is durable.</summary>
public sealed record HeartbeatReply
{
    /// <summary>Whether the heartbeat counted.</summary>
    public required HeartbeatStatus Status { get; init; }

    /// <summary>Jobs to start. One that is already held or done is a repeat, to be ignored.</summary>
    public IReadOnlyList<JobAssignment> Assignments { get; init; } = [];

    /// <summary>Leases that were renewed.</summary>
    public IReadOnlyList<LeaseKey> Renewed { get; init; } = [];

    /// <summary>Leases that are over: stop these jobs, their results will be refused.</summary>
    public IReadOnlyList<LeaseKey> Lost { get; init; } = [];

    /// <summary>Jobs to stop because someone asked; report how they ended. One that is among <see cref="Assignments"/> too is not to be started.</summary>
    public IReadOnlyList<LeaseKey> Cancel { get; init; } = [];

    /// <summary>Whether the worker is being drained: it gets no more jobs.</summary>
    public bool IsDraining { get; init; }

    /// <summary>Results that need not be repeated: recorded now, recorded before, or refused for good.</summary>
    public IReadOnlyList<LeaseKey> Settled { get; init; } = [];
}
