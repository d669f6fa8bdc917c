using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Explanations;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>A farm on virtual time, of several queues and groups of slots, whose jobs run exactly as long as is expected of them.</summary>
/// <param name="scheduler">Decides.</param>
/// <param name="slots">The slots.</param>
/// <param name="chargeEvery">How often what runs is charged.</param>
/// <param name="runtimeOf">How long a tenant's jobs run in a queue.</param>
internal sealed class FarmRun(FairScheduler scheduler, IReadOnlyList<SlotGroup> slots, TimeSpan? chargeEvery, Func<string, string, TimeSpan> runtimeOf)
{
    private readonly PriorityQueue<(JobTicket Ticket, int Group), (TimeSpan End, TimeSpan StartedAt, int Index)> _running = new();
    private readonly int[] _free = [.. slots.Select(static group => group.Slots)];
    private readonly Dictionary<JobId, (string Tenant, string Queue)> _jobs = [];
    private int _charges;
    private int _count;

    public TimeSpan Now { get; private set; }

    public Dictionary<JobId, JobTicket> Waiting { get; } = [];

    public Dictionary<JobId, TimeSpan> StartedAt { get; } = [];

    private TimeSpan? NextCharge => chargeEvery * (_charges + 1);

    public JobId Add(string tenant, string queue, int priority = 0)
    {
        var id = NewId(tenant, queue);
        Waiting[id] = scheduler.Add(TenantPath.Parse(tenant), scheduler.Queue(queue), id, priority, _count);
        return id;
    }

    /// <summary>A job that somebody else brings to the scheduler.</summary>
    public JobId NewId(string tenant, string queue)
    {
        var id = new JobId(new Guid(++_count, 0, 0, new byte[8]));
        _jobs[id] = (tenant, queue);
        return id;
    }

    /// <summary>Goes on until a time, everything that happens then included, or until nothing more happens.</summary>
    public void RunUntil(TimeSpan until, Func<bool>? isEnough = null)
    {
        Fill();
        while (isEnough?.Invoke() != true && FindNext() is { } next && next <= until)
        {
            Now = next;
            while (_running.TryPeek(out var ended, out var at) && at.End <= Now)
            {
                _running.Dequeue();
                scheduler.Finish(ended.Ticket, Now);
                _free[ended.Group]++;
            }

            if (NextCharge == Now)
            {
                foreach (var (run, _) in _running.UnorderedItems)
                    scheduler.Charge(run.Ticket, Now);
                _charges++;
            }

            Fill();
        }

        if (until < TimeSpan.MaxValue)
            Now = until;
    }

    private TimeSpan? FindNext()
    {
        var token = _free.Any(static free => free > 0) ? scheduler.NextTokenAt : null;
        var end = _running.TryPeek(out _, out var first) ? first.End : (TimeSpan?)null;
        return token is null && end is null ? null : new[] { token, end, NextCharge }.Min();
    }

    private void Fill()
    {
        for (var group = 0; group < _free.Length; group++)
        {
            while (_free[group] > 0 && scheduler.TryStart([.. slots[group].Queues], Now, out var started))
            {
                _free[group]--;
                Waiting.Remove(started.JobId);
                StartedAt[started.JobId] = Now;
                var (tenant, queue) = _jobs[started.JobId];
                _running.Enqueue((started.Ticket, group), (Now + runtimeOf(tenant, queue), Now, started.Ticket.Index));
            }
        }
    }
}
