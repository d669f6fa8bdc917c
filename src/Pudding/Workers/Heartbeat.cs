namespace Pudding.Workers;

/// <summary>A worker's only call: what it has free, what it holds, what has ended.</summary>
public sealed record Heartbeat
{
    /// <summary>Names the worker; at most 200 characters.</summary>
    public required string WorkerId { get; init; }

    /// <summary>The session that the worker was given when it connected. Heartbeats of a former session change nothing.</summary>
    public required long Session { get; init; }

    /// <summary>Ascends within the session, from 1 on. A heartbeat that is not newer than the newest changes nothing.</summary>
    public required long Sequence { get; init; }

    /// <summary>How many more jobs it could start now: 0 to 10,000. What exceeds the slots that it registered counts for nothing.</summary>
    public required int FreeSlots { get; init; }

    /// <summary>Every lease that it holds, once; each is acknowledged and renewed. At most 10,000.</summary>
    public required IReadOnlyList<LeaseKey> Held { get; init; }

    /// <summary>Leases among <see cref="Held"/> whose jobs are being stopped: the worker need not be told again.</summary>
    public IReadOnlyList<LeaseKey> Stopping { get; init; } = [];

    /// <summary>What has ended and has not been confirmed yet, one result for each lease, at most 10,000. To repeat one in the next heartbeat is harmless.</summary>
    public IReadOnlyList<JobResult> Results { get; init; } = [];

    /// <summary>How long the answer may be held back until there is something to say; a minute at most, whatever is asked for.</summary>
    /// <value>Zero by default: answer at once.</value>
    public TimeSpan Wait { get; init; }
}
