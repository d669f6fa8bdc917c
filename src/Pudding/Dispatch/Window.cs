using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Scheduling;
using Pudding.Scheduling.Snapshots;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Dispatch;

/// <summary>What the dispatcher keeps in memory of the store: the running jobs and the first waiting ones of each tenant and queue, in a
/// <see cref="FairScheduler"/>. Its size doesn't grow with the backlog.</summary>
/// <remarks>What falls out of it, or never came in, is read again when there is room for it: <see cref="Low"/>.</remarks>
internal sealed class Window : IBacklogOwner
{
    private readonly FairScheduler _scheduler;
    private readonly ILogger _logger;
    private readonly Dictionary<JobId, Entry> _entries = [];
    private readonly Dictionary<QueueKey, string> _queues = [];
    private readonly HashSet<TenantQueue> _low = [];
    private readonly QueueLimits _limits = new();

    /// <param name="options">The scheduler's settings.</param>
    /// <param name="logger">Where to say what is wrong.</param>
    /// <param name="memory">What another scheduler has left, and how old it is.</param>
    /// <param name="now">The time.</param>
    public Window(FairSchedulerOptions options, ILogger logger, (SchedulerSnapshot Snapshot, TimeSpan Age)? memory = null, TimeSpan now = default)
    {
        options = options with { Backlog = this };
        _scheduler = memory is var (snapshot, age) ? FairScheduler.Restore(snapshot, options, now, age) : new FairScheduler(options);
        _logger = logger;
    }

    /// <summary>Jobs in memory.</summary>
    public int Count => _entries.Count;

    /// <summary>Whose heads are to be read, because there may be more of them in the store than here. They stay in this list until <see cref="Refill"/> brings the answer.</summary>
    public IReadOnlyCollection<TenantQueue> Low => _low;

    /// <summary>See <see cref="FairScheduler.NextTokenAt"/>.</summary>
    public TimeSpan? NextTokenAt => _scheduler.NextTokenAt;

    /// <summary>What is to be handed on to another scheduler.</summary>
    public SchedulerSnapshot Remember(TimeSpan now)
    {
        Charge(now);
        return _scheduler.TakeSnapshot(now);
    }

    public QueueKey Queue(string name)
    {
        var key = _scheduler.Queue(name);
        _queues[key] = name;
        return key;
    }

    /// <summary>How many waiting jobs of a queue could start if there were slots for them.</summary>
    public int CountStartable(string queue, int atMost)
    {
        var key = Queue(queue);
        return _scheduler.CountStartable(key, Math.Min(atMost, _limits.RoomOf(key)));
    }

    public void Apply(PoliciesInForce policies)
    {
        _scheduler.Apply(policies.Tenants);
        _limits.Apply(policies.Queues.Select(queue => KeyValuePair.Create(Queue(queue.Key), queue.Value)));
    }

    /// <summary>Takes in the heads that were read; when everyone's were, also forgets what is not among them: it is gone, or stands behind them.</summary>
    /// <param name="heads">What was read; all of a tenant's jobs in a queue if they are fewer than were asked for.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="now">The time.</param>
    public void Refill(IReadOnlyList<ReadyJob> heads, HeadQuery query, TimeSpan now)
    {
        HashSet<TenantQueue> withNone = [.. query.Of ?? Low];
        foreach (var group in heads.GroupBy(static head => new TenantQueue(head.Tenant, head.Queue)))
        {
            List<ReadyJob> ofOne = [.. group];
            withNone.Remove(group.Key);
            RefillOne(group.Key, ofOne, hasMore: ofOne.Count >= query.LimitPerTenant, now);
        }

        foreach (var place in withNone)
            RefillOne(place, [], hasMore: false, now);
        if (query.Of is null)
            DropOthers(heads.Select(static head => head.Id).ToHashSet());
    }

    /// <summary>Brings the running jobs in line with the store's.</summary>
    public void SyncActive(IReadOnlyList<ActiveJob> active, TimeSpan now)
    {
        var known = active.ToDictionary(static job => job.Id);
        foreach (var (id, entry) in _entries.Where(pair => pair.Value.IsRunning && !known.ContainsKey(pair.Key)).ToList())
            ForgetRun(id, entry, now);

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

            Try(job.Tenant, () =>
            {
                var ticket = _scheduler.AddRunning(job.Tenant, Queue(job.Queue), job.Id, now - job.HeldFor);
                _entries[job.Id] = new Entry(new TenantQueue(job.Tenant, job.Queue)) { Ticket = ticket };
                Occupy(_entries[job.Id], job.FencingToken);
            });
        }
    }

    public bool TryStart(ReadOnlySpan<QueueKey> queues, TimeSpan now, out JobId job)
    {
        // Also when none is open: the tokens of start rates come in as it is asked.
        Span<QueueKey> room = queues.Length <= 32 ? stackalloc QueueKey[queues.Length] : new QueueKey[queues.Length];
        var hasStarted = _scheduler.TryStart(_limits.Open(queues, room), now, out var started);
        job = started.JobId;
        if (hasStarted)
            Occupy(_entries[job], token: 0);
        return hasStarted;
    }

    public void Claimed(JobId job, long token) => _entries[job].Token = token;

    /// <summary>Puts a job back whose claim was refused.</summary>
    public void Return(JobId job)
    {
        var entry = _entries[job];
        _scheduler.Return(entry.Ticket);
        Free(entry);
    }

    /// <summary>Forgets a job that was decided but, as it turns out, never claimed: it has cost its tenant nothing.</summary>
    public void Discard(JobId job)
    {
        Return(job);
        Remove(job);
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
                _scheduler.Finish(entry.Ticket, now);
            else
                _scheduler.Release(entry.Ticket, now);
            Free(entry);
            _entries.Remove(ended.JobId);
        }
    }

    public void Charge(TimeSpan now)
    {
        foreach (var entry in _entries.Values)
        {
            if (entry.IsRunning)
                _scheduler.Charge(entry.Ticket, now);
        }
    }

    void IBacklogOwner.OnLow(TenantPath tenant, QueueKey queue) => _low.Add(new TenantQueue(tenant, _queues[queue]));

    void IBacklogOwner.OnDisplaced(JobId job) => _entries.Remove(job);

    /// <summary>What stays is not touched, and what is new has come in before: its tenant has not been away.</summary>
    private void DropOthers(HashSet<JobId> read)
    {
        foreach (var id in _entries.Where(pair => !pair.Value.IsRunning && !read.Contains(pair.Key)).Select(static pair => pair.Key).ToList())
            Remove(id);
    }

    private void RefillOne(TenantQueue place, List<ReadyJob> heads, bool hasMore, TimeSpan now)
    {
        _low.Remove(place);
        var jobs = new List<WaitingJob>();
        foreach (var head in heads)
        {
            if (_entries.TryGetValue(head.Id, out var known))
            {
                if (!known.IsRunning)
                    continue;

                // It waits again, and the hint that says so is still to come, or was lost.
                ForgetRun(head.Id, known, now);
            }

            jobs.Add(new WaitingJob(head.Id, head.Priority, head.Sequence));
        }

        var tickets = new JobTicket[jobs.Count];
        Try(place.Tenant, () => _scheduler.Refill(place.Tenant, Queue(place.Queue), CollectionsMarshal.AsSpan(jobs), tickets, hasMore));
        for (var i = 0; i < tickets.Length; i++)
        {
            if (tickets[i] != default)
                _entries[jobs[i].Id] = new Entry(place) { Ticket = tickets[i] };
        }
    }

    /// <summary>Forgets a job that waits.</summary>
    private void Remove(JobId job)
    {
        if (_entries.Remove(job, out var entry))
            _scheduler.Remove(entry.Ticket);
    }

    private void ForgetRun(JobId job, Entry entry, TimeSpan now)
    {
        if (entry.Token == 0)
        {
            Discard(job);
            return;
        }

        _scheduler.Release(entry.Ticket, now);
        Free(entry);
        _entries.Remove(job);
    }

    private void Occupy(Entry entry, long token)
    {
        (entry.IsRunning, entry.Token) = (true, token);
        _limits.Count(Queue(entry.Place.Queue), 1);
    }

    private void Free(Entry entry)
    {
        entry.IsRunning = false;
        _limits.Count(Queue(entry.Place.Queue), -1);
    }

    /// <summary>The store keeps jobs to the leaves of the tenant tree. Should it ever hold others, those wait, and all the rest goes on.</summary>
    private bool Try(TenantPath tenant, Action add)
    {
        try
        {
            add();
            return true;
        }
        catch (InvalidOperationException exception)
        {
            Log.TenantNotLeaf(_logger, tenant, exception);
            return false;
        }
    }

    private sealed class Entry(TenantQueue place)
    {
        public TenantQueue Place => place;

        public JobTicket Ticket { get; set; }

        public bool IsRunning { get; set; }

        /// <summary>The token of its claim; 0 while that is not known.</summary>
        public long Token { get; set; }
    }
}
