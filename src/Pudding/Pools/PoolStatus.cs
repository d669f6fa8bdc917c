namespace Pudding.Pools;

/// <summary>A pool as of its last round on this host.</summary>
public sealed record PoolStatus
{
    /// <summary>The pool.</summary>
    public required string Pool { get; init; }

    /// <summary>How many waiting jobs could start if there were slots for them; unknown while nobody schedules.</summary>
    public int? Demand { get; init; }

    /// <summary>Its instances, the oldest first.</summary>
    public IReadOnlyList<PoolInstance> Instances { get; init; } = [];

    /// <summary>How many instances this host has launched.</summary>
    public int Launched { get; init; }

    /// <summary>How many instances this host has retired, none of which had a job.</summary>
    public int Retired { get; init; }
}
