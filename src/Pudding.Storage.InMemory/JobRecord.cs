using Pudding.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.InMemory;

/// <summary>A job in memory: what the world sees of it, and its lease.</summary>
internal sealed class JobRecord(Job job)
{
    public Job Job { get; set; } = job;

    /// <summary>The token of the newest claim; 0 before the first.</summary>
    public long FencingToken { get; set; }

    public TimeSpan LeaseDuration { get; set; }

    /// <summary>When the lease is over, as a timestamp of the store's monotonic clock.</summary>
    public long LeaseUntil { get; set; }

    /// <summary>When it may start, as a timestamp of the store's monotonic clock; 0 for at once.</summary>
    public long ReadyAt { get; set; }

    /// <summary>When it was claimed, as a timestamp of the store's monotonic clock.</summary>
    public long ClaimedAt { get; set; }

    public LeaseKey Lease => new(Job.Id, FencingToken);
}
