using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Windows;

/// <summary>Keeps what doesn't fit into the window of a scheduler, and brings it when asked: at once, or when told.</summary>
internal sealed class Shelf(List<string> log) : IBacklogOwner
{
    private readonly Dictionary<JobId, ShelvedJob> _jobs = [];
    private readonly List<(TenantPath Tenant, QueueKey Queue)> _asked = [];
    private readonly HashSet<JobId> _displaced = []; // since the newest refill or offer began
    private FairScheduler? _scheduler;

    /// <summary>Whether it answers at once.</summary>
    public bool IsPrompt { get; init; }

    public int Window { get; init; } = 2;

    public int Refills { get; private set; }

    public int Displaced { get; private set; }

    public FairScheduler Scheduler
    {
        get => _scheduler!;
        set => _scheduler = value;
    }

    public IReadOnlyCollection<ShelvedJob> Jobs => _jobs.Values;

    public void Add(JobId id, TenantPath tenant, QueueKey queue, int priority, long sequence)
    {
        var job = new ShelvedJob(tenant, queue, new WaitingJob(id, priority, sequence));
        _jobs[id] = job;
        Offer(job);
    }

    public JobTicket TicketOf(JobId id) => _jobs[id].Ticket!.Value;

    public void Started(JobId id) => _jobs[id].IsRunning = true;

    public void Remove(JobId id)
    {
        log.Add($"Remove {id}");
        if (!_jobs.Remove(id, out var job))
            return;
        if (job.Ticket is { } ticket)
            Scheduler.Remove(ticket);
        else
            SayIfEmpty(job);
    }

    public void Ended(JobId id) => _jobs.Remove(id);

    public void Return(JobId id)
    {
        log.Add($"Return {id}");
        _jobs[id].IsRunning = false;
        Scheduler.Return(TicketOf(id));
    }

    public void Reprioritise(JobId id, int priority)
    {
        log.Add($"Reprioritise {id} to {priority}");
        var job = _jobs[id];
        job.Waiting = job.Waiting with { Priority = priority };
        if (job.Ticket is { } ticket)
            Scheduler.Reprioritise(ticket, priority);
        else if (Offer(job))
            SayIfEmpty(job);
    }

    public void OnLow(TenantPath tenant, QueueKey queue)
    {
        log.Add($"  low: {tenant}");
        Assert.DoesNotContain((tenant, queue), _asked);
        _asked.Add((tenant, queue));
        if (IsPrompt)
            Answer(1);
    }

    public void OnDisplaced(JobId job)
    {
        log.Add($"  displaced: {job}");
        Displaced++;
        _displaced.Add(job);
        Assert.False(_jobs[job].IsRunning);
        _jobs[job].Ticket = null;
    }

    /// <summary>Answers the oldest questions.</summary>
    public void Answer(int most = int.MaxValue)
    {
        for (; most > 0 && _asked.Count > 0; most--)
        {
            var (tenant, queue) = _asked[0];
            _asked.RemoveAt(0);
            var away = _jobs.Values.Where(job => job.Tenant == tenant && job.Queue == queue && !job.IsRunning && job.Ticket is null)
                .OrderByDescending(static job => job.Waiting.Priority).ThenBy(static job => job.Waiting.Sequence).ToList();
            var heads = away.Take(Window).ToList();
            var tickets = new JobTicket[heads.Count];
            Refills++;
            _displaced.Clear();
            Scheduler.Refill(tenant, queue, [.. heads.Select(static job => job.Waiting)], tickets, hasMore: away.Count > heads.Count);
            foreach (var (job, ticket) in heads.Zip(tickets))
                job.Ticket = ticket == default || _displaced.Contains(job.Waiting.Id) ? null : ticket;
            log.Add($"  refilled {tenant} with {string.Join(", ", heads.Select(static job => $"{job.Waiting.Id}{(job.Ticket is null ? " (not taken)" : "")}"))}; more: {away.Count > heads.Count}");
        }
    }

    /// <summary>That the last job of a tenant has left the shelf, the scheduler can't know.</summary>
    private void SayIfEmpty(ShelvedJob last)
    {
        if (_jobs.Values.Any(job => job.Tenant == last.Tenant && job.Queue == last.Queue && !job.IsRunning && job.Ticket is null))
            return;
        log.Add($"  nothing more: {last.Tenant}");
        _asked.Remove((last.Tenant, last.Queue));
        Scheduler.Refill(last.Tenant, last.Queue, [], [], hasMore: false);
    }

    private bool Offer(ShelvedJob job)
    {
        _displaced.Clear();
        var fits = Scheduler.TryAdd(job.Tenant, job.Queue, job.Waiting.Id, job.Waiting.Priority, job.Waiting.Sequence, out var ticket)
            && !_displaced.Contains(job.Waiting.Id);
        job.Ticket = fits ? ticket : null;
        log.Add($"Add {job.Waiting} of {job.Tenant} in {job.Queue}{(fits ? "" : ": beyond the window")}");
        return fits;
    }
}
