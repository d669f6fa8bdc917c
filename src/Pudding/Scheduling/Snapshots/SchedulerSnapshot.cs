namespace Pudding.Scheduling.Snapshots;

/// <summary>What a <see cref="FairScheduler"/> remembers of who has used how much: for whoever takes over from it. Jobs are not part of it: they are read from
/// where they are kept. A value to be stored as it is (as JSON, for example); the numbers in it mean something to a scheduler only.</summary>
public sealed record SchedulerSnapshot
{
    /// <summary>Number of the newest decision.</summary>
    public required long Serial { get; init; }

    /// <summary>How many places for tenants in queues were ever made.</summary>
    public required long Created { get; init; }

    /// <summary>The queues.</summary>
    public required IReadOnlyList<QueueUsage> Queues { get; init; }

    /// <summary>The tenants in the queues, those above before those below.</summary>
    public required IReadOnlyList<TenantUsage> Tenants { get; init; }

    /// <summary>The tenants whose start rate is not quite unused.</summary>
    public required IReadOnlyList<RateUsage> Rates { get; init; }
}
