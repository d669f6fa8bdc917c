using Microsoft.Extensions.Logging;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Dispatch;

/// <summary>What the dispatcher keeps in memory of the store: the running jobs and the first waiting ones of each tenant and queue, in a
/// <see cref="FairScheduler"/>. Its size doesn't grow with the backlog.</summary>
internal sealed class Window(FairScheduler scheduler, ILogger logger)
{
    private readonly Dictionary<JobId, Entry> _entries = [];
    private readonly Dictionary<TenantQueue, Head> _heads = [];
    private readonly HashSet<TenantQueue> _low = [];

    public QueueKey Queue(string name) => scheduler.Queue(name);

    public void Apply(TenantPolicies policies) => scheduler.Apply(policies);

    /// <summary>Adds heads that are not here yet; when everyone's were read, also forgets who is not among them and should be.</summary>
    public void Refill(IReadOnlyList<ReadyJob> heads, HeadQuery query)
    {
        foreach (var asked in query.Of ?? (IReadOnlyCollection<TenantQueue>)_heads.Keys)
            HeadOf(asked).MayHaveMore = false;
        foreach (var group in heads.GroupBy(static head => new TenantQueue(head.Tenant, head.Queue)))
        {
            var count = 0;
            foreach (var head in group)
            {
                count++;
                if (!_entries.ContainsKey(head.Id))
                    AddWaiting(head);
            }

            HeadOf(group.Key).MayHaveMore = count >= query.LimitPerTenant;
        }

        if (query.Of is null)
            DropOthers(heads.Select(static head => head.Id).ToHashSet());
    }

    /// <summary>Brings the running jobs in line with the store's.</summary>
    public void SyncActive(IReadOnlyList<ActiveJob> active, TimeSpan now)
    {
        var known = active.ToDictionary(static job => job.Id);
        foreach (var (id, entry) in _entries.Where(pair => pair.Value.IsRunning && !known.ContainsKey(pair.Key)).ToList())
        {
            // Without a token it was decided but, as it turns out, never claimed.
            if (entry.Token == 0)
                scheduler.Remove(entry.Ticket);
            else
                scheduler.Release(entry.Ticket, now);
            _entries.Remove(id);
        }

        foreach (var job in active)
        {
            if (_entries.TryGetValue(job.Id, out var entry))
            {
                if (entry.IsRunning)
                {
                    entry.Token = job.FencingToken;
                    continue;
                }

                Remove(job.Id);
            }

            if (TryAdd(job.Tenant, () => scheduler.AddRunning(job.Tenant, scheduler.Queue(job.Queue), job.Id, now - job.HeldFor)) is { } ticket)
                _entries[job.Id] = new Entry(ticket, new TenantQueue(job.Tenant, job.Queue)) { IsRunning = true, Token = job.FencingToken };
        }
    }

    public bool TryStart(ReadOnlySpan<QueueKey> queues, TimeSpan now, out JobId job)
    {
        if (!scheduler.TryStart(queues, now, out var started))
        {
            job = default;
            return false;
        }

        job = started.JobId;
        var entry = _entries[job];
        entry.IsRunning = true;
        entry.Token = 0;
        LeaveHead(entry);
        return true;
    }

    public void Claimed(JobId job, long token) => _entries[job].Token = token;

    /// <summary>Puts a job back whose claim was refused.</summary>
    public void Return(JobId job)
    {
        var entry = _entries[job];
        scheduler.Return(entry.Ticket);
        entry.IsRunning = false;
        HeadOf(entry.Place).Waiting++;
    }

    public void Remove(JobId job)
    {
        if (!_entries.Remove(job, out var entry))
            return;
        scheduler.Remove(entry.Ticket);
        if (!entry.IsRunning)
            LeaveHead(entry);
    }

    /// <summary>A job left the state that it was in: it is over, or back in its queue (then it is read again).</summary>
    /// <param name="ended">The hint. One about an older claim than the one that is known comes too late and says nothing.</param>
    /// <param name="now">The time.</param>
    public void End(in StoreChange ended, TimeSpan now)
    {
        if (!_entries.TryGetValue(ended.JobId, out var entry))
            return;
        if (!entry.IsRunning)
        {
            // It was cancelled; or the hint is late, and the job is in the store's order as before.
            Remove(ended.JobId);
            _low.Add(entry.Place);
        }
        else if (ended.FencingToken >= entry.Token)
        {
            if (ended.IsOver)
                scheduler.Finish(entry.Ticket, now);
            else
                scheduler.Release(entry.Ticket, now);
            _entries.Remove(ended.JobId);
        }
    }

    public void Charge(TimeSpan now)
    {
        foreach (var entry in _entries.Values)
        {
            if (entry.IsRunning)
                scheduler.Charge(entry.Ticket, now);
        }
    }

    /// <summary>The heads that have run low while the store may have more, each once.</summary>
    public List<TenantQueue> FindLow()
    {
        List<TenantQueue> low = [.. _low];
        _low.Clear();
        return low;
    }

    /// <summary>Of a tenant and queue with more jobs than were read, one that is here may stand behind those; of the others everything was read. What stays
    /// is not touched: its tenant has not been away.</summary>
    private void DropOthers(HashSet<JobId> read)
    {
        foreach (var (id, entry) in _entries.Where(pair => !pair.Value.IsRunning && !read.Contains(pair.Key)).ToList())
        {
            if (!HeadOf(entry.Place).MayHaveMore)
                Remove(id);
        }

        foreach (var place in _heads.Where(static pair => pair.Value is { Waiting: 0, MayHaveMore: false }).Select(static pair => pair.Key).ToList())
            _heads.Remove(place);
    }

    private void AddWaiting(in ReadyJob job)
    {
        var (id, tenant, queue, priority, sequence) = (job.Id, job.Tenant, job.Queue, job.Priority, job.Sequence);
        if (TryAdd(tenant, () => scheduler.Add(tenant, scheduler.Queue(queue), id, priority, sequence)) is not { } ticket)
            return;
        _entries[id] = new Entry(ticket, new TenantQueue(tenant, queue));
        HeadOf(_entries[id].Place).Waiting++;
    }

    /// <summary>The store keeps jobs to the leaves of the tenant tree. Should it ever hold others, those wait, and all the rest goes on.</summary>
    private JobTicket? TryAdd(TenantPath tenant, Func<JobTicket> add)
    {
        try
        {
            return add();
        }
        catch (InvalidOperationException exception)
        {
            Log.TenantNotLeaf(logger, tenant, exception);
            return null;
        }
    }

    private void LeaveHead(Entry entry)
    {
        var head = HeadOf(entry.Place);
        head.Waiting--;
        if (head.MayHaveMore && head.Waiting <= Head.LowMark)
            _low.Add(entry.Place);
    }

    private Head HeadOf(TenantQueue place)
    {
        if (!_heads.TryGetValue(place, out var head))
            _heads[place] = head = new Head();
        return head;
    }

    private sealed record Entry(JobTicket Ticket, TenantQueue Place)
    {
        public bool IsRunning { get; set; }

        /// <summary>The token of its claim; 0 while that is not known.</summary>
        public long Token { get; set; }
    }

    private sealed class Head
    {
        public const int LowMark = 8;

        public int Waiting { get; set; }

        public bool MayHaveMore { get; set; }
    }
}
