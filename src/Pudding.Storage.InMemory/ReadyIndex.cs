using Pudding.Tenants;

namespace Pudding.Storage.InMemory;

/// <summary>The jobs that wait: those that could start, by tenant and queue in their order, and those that are scheduled for later.</summary>
internal sealed class ReadyIndex
{
    private static readonly Comparer<JobRecord> ByPlace = Comparer<JobRecord>.Create(static (left, right) =>
        left.Job.Priority != right.Job.Priority
            ? right.Job.Priority.CompareTo(left.Job.Priority)
            : left.Job.Sequence.CompareTo(right.Job.Sequence));

    private readonly Dictionary<(TenantPath Tenant, string Queue), SortedSet<JobRecord>> _ready = [];
    private readonly PriorityQueue<JobRecord, DateTimeOffset> _later = new();

    public void Add(JobRecord record, DateTimeOffset now)
    {
        if (record.Job.NotBefore is { } start && start > now)
        {
            _later.Enqueue(record, start);
            return;
        }

        var key = (record.Job.Tenant, record.Job.Queue);
        if (!_ready.TryGetValue(key, out var jobs))
            _ready[key] = jobs = new SortedSet<JobRecord>(ByPlace);
        jobs.Add(record);
    }

    public void Remove(JobRecord record)
    {
        var key = (record.Job.Tenant, record.Job.Queue);
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
        _ready.TryGetValue((record.Job.Tenant, record.Job.Queue), out var jobs) && jobs.Contains(record);

    /// <summary>Moves what is due to the ready ones.</summary>
    public void Promote(DateTimeOffset now)
    {
        while (_later.TryPeek(out var record, out var start) && start <= now)
        {
            _later.Dequeue();
            Add(record, now);
        }
    }

    public TimeSpan? NextReadyIn(DateTimeOffset now) => _later.TryPeek(out _, out var start) ? start - now : null;

    public List<ReadyJob> Heads(HeadQuery query)
    {
        var heads = new List<ReadyJob>();
        if (query is { Tenant: { } tenant, Queue: { } queue })
        {
            if (_ready.TryGetValue((tenant, queue), out var jobs))
                Take(jobs, query.LimitPerTenant, heads);
            return heads;
        }

        foreach (var (key, jobs) in _ready)
        {
            if ((query.Tenant ?? key.Tenant) == key.Tenant && (query.Queue ?? key.Queue) == key.Queue)
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
