using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>Slots on virtual time: whatever is added runs for as long as it was said to, as soon as the scheduler lets it.</summary>
internal sealed class SlotSimulation(FairScheduler scheduler, int slots)
{
    private readonly PriorityQueue<(JobTicket Ticket, Work Work), (TimeSpan, long)> _running = new();
    private readonly Dictionary<JobId, (JobTicket Ticket, Work Work)> _waiting = [];
    private readonly QueueKey _queue = scheduler.Queue("linux");
    private long _sequence;

    public TimeSpan Now { get; private set; }

    public List<Work> Started { get; } = [];

    public void Add(string tenant, TimeSpan runtime, int count = 1, int priority = 0)
    {
        for (var i = 0; i < count; i++)
        {
            var work = new Work(TenantPath.Parse(tenant), ++_sequence, Now, runtime);
            var id = new JobId(new Guid((int)_sequence, 0, 0, new byte[8]));
            _waiting[id] = (scheduler.Add(work.Tenant, _queue, id, priority, _sequence), work);
        }
    }

    /// <summary>Goes on until a time, or until nothing runs any more.</summary>
    public void RunUntil(TimeSpan end)
    {
        Fill();
        while (_running.TryPeek(out var next, out var at) && at.Item1 <= end)
        {
            Now = at.Item1;
            _running.Dequeue();
            scheduler.Finish(next.Ticket, Now);
            next.Work.EndedAt = Now;
            Fill();
        }

        if (end < TimeSpan.MaxValue)
            Now = end;
    }

    /// <summary>The slot time that a tenant (with those below it) has used up to now.</summary>
    public TimeSpan Used(string tenant) => Started
        .Where(work => work.Tenant.IsWithin(TenantPath.Parse(tenant)))
        .Aggregate(TimeSpan.Zero, (sum, work) => sum + ((work.EndedAt ?? Now) - work.StartedAt));

    private void Fill()
    {
        while (_running.Count < slots && scheduler.TryStart([_queue], Now, out var started))
        {
            _waiting.Remove(started.JobId, out var job);
            job.Work.StartedAt = Now;
            Started.Add(job.Work);
            _running.Enqueue(job, (Now + job.Work.Runtime, job.Work.Sequence));
        }
    }

    internal sealed record Work(TenantPath Tenant, long Sequence, TimeSpan AddedAt, TimeSpan Runtime)
    {
        public TimeSpan StartedAt { get; set; }

        public TimeSpan? EndedAt { get; set; }

        public TimeSpan Waited => StartedAt - AddedAt;
    }
}
