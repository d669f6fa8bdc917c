using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Simulation.Tests.Classics;

/// <summary>Slots on virtual time under the scheduler that decides in production, for tenants that react to what becomes of their jobs: a recorded
/// workload can't.</summary>
/// <remarks>At one instant: what ends, then what was planned, then the heartbeat, then slots are filled.</remarks>
internal sealed class Farm
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    private readonly PriorityQueue<(JobTicket Ticket, FarmTenant Tenant), (TimeSpan End, long Start)> _running = new();
    private readonly PriorityQueue<Action, (TimeSpan When, long Sequence)> _plans = new();
    private readonly Dictionary<JobId, FarmTenant> _waiting = [];
    private readonly FairScheduler _scheduler;
    private readonly QueueKey[] _queues;
    private readonly int _slots;
    private long _sequence;
    private TimeSpan _nextHeartbeat = Heartbeat;

    /// <summary>Makes a farm without tenants.</summary>
    /// <param name="order">One of <see cref="SchedulingOrders"/>.</param>
    /// <param name="slots">How many jobs run at once.</param>
    /// <param name="policies">No limits, and all weights equal, when left out.</param>
    public Farm(string order, int slots, TenantPolicies? policies = null)
    {
        _scheduler = new FairScheduler(new FairSchedulerOptions { Order = order, Policies = policies ?? new TenantPolicies(int.MaxValue) });
        _queues = [_scheduler.Queue("farm")];
        _slots = slots;
    }

    public TimeSpan Now { get; private set; }

    /// <summary>Jobs that were started up to now.</summary>
    public int Starts { get; private set; }

    /// <summary>A new tenant, whose jobs all run for one time.</summary>
    public FarmTenant Tenant(string path, TimeSpan runtime) => new(this, TenantPath.Parse(path), runtime);

    /// <summary>New tenants whose names begin alike.</summary>
    public FarmTenant[] Tenants(string name, int count, TimeSpan runtime) => [.. Enumerable.Range(0, count).Select(i => Tenant($"{name}{i}", runtime))];

    public void Plan(TimeSpan when, Action action) => _plans.Enqueue(action, (when, ++_sequence));

    public void Apply(TenantPolicies policies) => _scheduler.Apply(policies);

    /// <summary>Goes on until a time. What happens at that very time is left to the next call.</summary>
    /// <param name="end">The time.</param>
    /// <param name="atEachMoment">Called whenever something has happened.</param>
    public void RunUntil(TimeSpan end, Action? atEachMoment = null)
    {
        Fill();
        while (Next() is var next && next < end)
        {
            Now = next;
            while (_running.TryPeek(out var ended, out var at) && at.End == Now)
            {
                _running.Dequeue();
                _scheduler.Finish(ended.Ticket, Now);
                ended.Tenant.Ended();
            }

            while (_plans.TryPeek(out var action, out var planned) && planned.When == Now)
            {
                _plans.Dequeue();
                action();
            }

            if (_nextHeartbeat == Now)
                Beat();
            Fill();
            atEachMoment?.Invoke();
        }

        Now = end;
    }

    internal (JobId Id, JobTicket Ticket) Add(FarmTenant tenant)
    {
        var id = new JobId(new Guid((int)++_sequence, 0, 0, new byte[8]));
        _waiting.Add(id, tenant);
        return (id, _scheduler.Add(tenant.Path, _queues[0], id, priority: 0, _sequence));
    }

    internal void Withdraw(JobId id, JobTicket ticket)
    {
        _waiting.Remove(id);
        _scheduler.Remove(ticket);
    }

    private TimeSpan Next()
    {
        var next = _nextHeartbeat;
        if (_running.TryPeek(out _, out var first) && first.End < next)
            next = first.End;
        return _plans.TryPeek(out _, out var planned) && planned.When < next ? planned.When : next;
    }

    private void Beat()
    {
        foreach (var (job, _) in _running.UnorderedItems)
            _scheduler.Charge(job.Ticket, Now);
        _nextHeartbeat += Heartbeat;
    }

    private void Fill()
    {
        while (_running.Count < _slots && _scheduler.TryStart(_queues, Now, out var started))
        {
            _waiting.Remove(started.JobId, out var tenant);
            _running.Enqueue((started.Ticket, tenant!), (Now + tenant!.Runtime, ++Starts));
            tenant.Started(started.JobId);
        }
    }
}
