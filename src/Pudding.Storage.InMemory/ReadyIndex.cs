namespace Pudding.Storage.InMemory;

/// <summary>The jobs that wait: those that could start, by tenant and queue in their order, and those that are scheduled for later.</summary>
internal sealed class ReadyIndex
{
    private static readonly Comparer<JobRecord> ByPlace = Comparer<JobRecord>.Create(static (left, right) =>
        left.Job.Priority != right.Job.Priority
            ? right.Job.Priority.CompareTo(left.Job.Priority)
            : left.Job.Sequence.CompareTo(right.Job.Sequence));

    private readonly Dictionary<TenantQueue, SortedSet<JobRecord>> _ready = [];
    private readonly PriorityQueue<JobRecord, long> _later = new();

    /// <param name="record">The job.</param>
    /// <param name="now">The timestamp; not the time of day, which may be set back.</param>
    public void Add(JobRecord record, long now)
    {
        if (record.ReadyAt > now)
        {
            _later.Enqueue(record, record.ReadyAt);
            return;
        }

        var key = new TenantQueue(record.Job.Tenant, record.Job.Queue);
        if (!_ready.TryGetValue(key, out var jobs))
            _ready[key] = jobs = new SortedSet<JobRecord>(ByPlace);
        jobs.Add(record);
    }

    public void Remove(JobRecord record)
    {
        var key = new TenantQueue(record.Job.Tenant, record.Job.Queue);
        if (_ready.TryGetValue(key, out var jobs) && jobs.Remove(record))
        {
            if (jobs.Count == 0)
                _ready.Remove(key);
        }
        else
        {
            _later.Remove(record, out _, out _);
        }
    }

    public bool Contains(JobRecord record) =>
        _ready.TryGetValue(new TenantQueue(record.Job.Tenant, record.Job.Queue), out var jobs) && jobs.Contains(record);

    /// <summary>Moves what is due to the ready ones.</summary>
    public void Promote(long now)
    {
        while (_later.TryPeek(out var record, out var start) && start <= now)
        {
            _later.Dequeue();
            Add(record, now);
        }
    }

    /// <summary>The timestamp at which the next job becomes ready; none when there is none.</summary>
    public long? NextReadyAt => _later.TryPeek(out _, out var start) ? start : null;

    public List<ReadyJob> Heads(HeadQuery query)
    {
        var heads = new List<ReadyJob>();
        foreach (var place in query.Of ?? (IReadOnlyCollection<TenantQueue>)_ready.Keys)
        {
            if (_ready.TryGetValue(place, out var jobs))
                Take(jobs, query.LimitPerTenant, heads);
        }

        return heads;
    }

    private static void Take(SortedSet<JobRecord> jobs, int limit, List<ReadyJob> heads)
    {
        foreach (var record in jobs)
        {
            if (limit-- <= 0)
                return;
            heads.Add(new ReadyJob
            {
                Id = record.Job.Id,
                Tenant = record.Job.Tenant,
                Queue = record.Job.Queue,
                Priority = record.Job.Priority,
                Sequence = record.Job.Sequence,
            });
        }
    }
}
