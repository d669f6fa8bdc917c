using Pudding.Workers;

namespace Pudding.Storage.InMemory;

/// <summary>A worker in memory.</summary>
internal sealed class CellRecord(WorkerRegistration registration)
{
    public WorkerRegistration Registration { get; set; } = registration;

    /// <summary>The newest session; 0 when it was ended.</summary>
    public long Session { get; set; }

    /// <summary>The newest heartbeat of the session.</summary>
    public long Sequence { get; set; }

    public int Offered { get; set; }

    /// <summary>When it was last heard of, as a timestamp of the store's monotonic clock.</summary>
    public long HeardAt { get; set; }

    /// <summary>The jobs claimed for it that are not over.</summary>
    public HashSet<JobRecord> Jobs { get; } = [];

    public bool MayTake(string queue, long session) =>
        Session == session && Offered > 0 && Jobs.Count < Registration.Slots && Registration.Queues.Contains(queue);
}
