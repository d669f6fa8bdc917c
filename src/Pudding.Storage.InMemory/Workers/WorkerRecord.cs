using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage.InMemory.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.InMemory.Workers;

/// <summary>A worker in memory.</summary>
internal sealed class WorkerRecord(WorkerRegistration registration) : ICellRecord
{
    private readonly HashSet<JobRecord> _jobs = [];

    public string Id => Registration.WorkerId;

    public CellKey Key => CellKey.Worker(Id);

    public WorkerRegistration Registration { get; set; } = registration;

    public PhaseRecord Phase { get; } = new();

    public InstanceRecord? Instance { get; set; }

    /// <summary>The newest session; 0 when it was ended.</summary>
    public long Session { get; set; }

    /// <summary>The newest heartbeat of the session.</summary>
    public long Sequence { get; set; }

    public int Offered { get; set; }

    /// <summary>When it was last heard of, as a timestamp of the store's monotonic clock.</summary>
    public long HeardAt { get; set; }

    /// <summary>The jobs claimed for it that are not over.</summary>
    public IReadOnlyCollection<JobRecord> Jobs => _jobs;

    IEnumerable<JobRecord> ICellRecord.Jobs => _jobs;

    public IEnumerable<JobRecord> NotTaken => _jobs.Where(static record => record.State == JobState.Assigned);

    /// <summary>Its own phase, or that of its instance where that is further on.</summary>
    public CellPhase EffectivePhase => Instance?.Phase.Phase is { } outer && outer > Phase.Phase ? outer : Phase.Phase;

    public bool MayTake(string queue, long session) =>
        Session == session && Offered > 0 && _jobs.Count < Registration.Slots && EffectivePhase == CellPhase.Ready && Registration.Queues.Contains(queue);

    public void Take(JobRecord record)
    {
        _jobs.Add(record);
        Offered--;
    }

    public void Release(JobRecord record) => _jobs.Remove(record);
}
