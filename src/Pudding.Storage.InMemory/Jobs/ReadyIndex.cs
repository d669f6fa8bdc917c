using Pudding.Jobs;

namespace Pudding.Storage.InMemory.Jobs;

/// <summary>The jobs that wait: those that could start, by tenant and queue in their order, and those that are scheduled for later.</summary>
internal sealed class ReadyIndex
{
    private static readonly Comparer<JobRecord> ByPlace = Comparer<JobRecord>.Create(static (left, right) =>
        left.Request.Priority != right.Request.Priority
            ? right.Request.Priority.CompareTo(left.Request.Priority)
            : left.Sequence.CompareTo(right.Sequence));

    private readonly Dictionary<TenantQueue, SortedSet<JobRecord>> _ready = [];
    private readonly PriorityQueue<JobRecord, long> _later = new();
    private readonly PriorityQueue<JobRecord, long> _impatient = new();

    /// <param name="record">A job that waits.</param>
    /// <param name="now">The timestamp; not the time of day, which may be set back.</param>
    public void Add(JobRecord record, long now)
    {
        if (record.QueueUntil != long.MaxValue)
            _impatient.Enqueue(record, record.QueueUntil);
        if (record.ReadyAt > now)
            _later.Enqueue(record, record.ReadyAt);
        else
            Insert(record);
    }

    public void Remove(JobRecord record)
    {
        // One that is scheduled for later is found out when its time comes.
        if (!record.IsReady)
            return;
        var key = KeyOf(record);
        var jobs = _ready[key];
        jobs.Remove(record);
        record.IsReady = false;
        if (jobs.Count == 0)
            _ready.Remove(key);
    }

    /// <summary>Moves what is due to the ready ones.</summary>
    public void Promote(long now)
    {
        while (PeekLater(out var record) is { } start && start <= now)
        {
            _later.Dequeue();
            Insert(record!);
        }
    }

    /// <summary>The timestamp at which the next job becomes ready; none when there is none.</summary>
    public long? NextReadyAt => PeekLater(out _);

    /// <summary>Jobs that have waited for longer than they may.</summary>
    public IReadOnlyCollection<JobRecord> TakeImpatient(long now)
    {
        HashSet<JobRecord> overdue = [];
        while (_impatient.TryPeek(out var record, out var until) && until <= now)
        {
            _impatient.Dequeue();
            if (record.State == JobState.Pending && record.QueueUntil == until)
                overdue.Add(record);
        }

        return overdue;
    }

    public List<ReadyJob> Heads(HeadQuery query, long now)
    {
        var heads = new List<ReadyJob>();
        foreach (var place in query.Of ?? (IReadOnlyCollection<TenantQueue>)_ready.Keys)
        {
            if (_ready.TryGetValue(place, out var jobs))
                Take(jobs, query.LimitPerTenant, now, heads);
        }

        return heads;
    }

    private static void Take(SortedSet<JobRecord> jobs, int limit, long now, List<ReadyJob> heads)
    {
        foreach (var record in jobs)
        {
            if (record.QueueUntil <= now)
                continue;
            if (limit-- <= 0)
                return;
            heads.Add(new ReadyJob
            {
                Id = record.Id,
                Tenant = record.Request.Tenant,
                Queue = record.Request.Queue,
                Priority = record.Request.Priority,
                Sequence = record.Sequence,
            });
        }
    }

    private static TenantQueue KeyOf(JobRecord record) => new(record.Request.Tenant, record.Request.Queue);

    private void Insert(JobRecord record)
    {
        var key = KeyOf(record);
        if (!_ready.TryGetValue(key, out var jobs))
            _ready[key] = jobs = new SortedSet<JobRecord>(ByPlace);
        jobs.Add(record);
        record.IsReady = true;
    }

    /// <summary>The first that still waits for its time; what was ended or put off anew since is dropped on the way.</summary>
    private long? PeekLater(out JobRecord? record)
    {
        while (_later.TryPeek(out record, out var start))
        {
            if (record.State == JobState.Pending && !record.IsReady && record.ReadyAt == start)
                return start;
            _later.Dequeue();
        }

        return null;
    }
}
