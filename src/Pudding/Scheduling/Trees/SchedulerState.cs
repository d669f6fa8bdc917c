using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Scheduling.Trees;

/// <summary>All that a scheduler knows, and the steps of which its operations are made. Arguments have been checked.</summary>
internal sealed class SchedulerState
{
    public SchedulerState(FairSchedulerOptions options)
    {
        Options = options;
        Tenants = new TenantTable(options.Policies);
        Nodes = new NodeTable();
        Queues = new QueueTable();
        Jobs = new JobTable();
        Placement = new Placement(Tenants, Nodes, Queues, Jobs, options);
        Forest = new QueueForest(Tenants, Nodes, Queues, Jobs, Placement, options);
        Window = new BacklogWindow(Tenants, Nodes, Jobs, options);
    }

    private SchedulerState(SchedulerState other, IBacklogOwner? backlog)
    {
        Options = other.Options with { Backlog = backlog };
        Tenants = other.Tenants.Clone();
        Nodes = other.Nodes.Clone();
        Queues = other.Queues.Clone();
        Jobs = other.Jobs.Clone();
        Placement = new Placement(Tenants, Nodes, Queues, Jobs, Options) { Serial = other.Placement.Serial, IsFresh = other.Placement.IsFresh };
        Forest = new QueueForest(Tenants, Nodes, Queues, Jobs, Placement, Options);
        Window = new BacklogWindow(Tenants, Nodes, Jobs, Options);
        (Waiting, Running, ChargeFrom) = (other.Waiting, other.Running, other.ChargeFrom);
    }

    public FairSchedulerOptions Options { get; }

    public TenantTable Tenants { get; }

    public NodeTable Nodes { get; }

    public QueueTable Queues { get; }

    public JobTable Jobs { get; }

    public Placement Placement { get; }

    public QueueForest Forest { get; }

    public BacklogWindow Window { get; }

    public int Waiting { get; private set; }

    public int Running { get; private set; }

    /// <summary>What ran before this time, in ticks, is not charged.</summary>
    public long ChargeFrom { get; set; } = long.MinValue;

    public SchedulerState Clone(IBacklogOwner? backlog = null) => new(this, backlog);

    /// <summary>Takes note of the time: whose token has come by then may start.</summary>
    public void Reach(TimeSpan now)
    {
        Tenants.Reach(now);
        while (Tenants.TryTakeServed(out var tenant))
            Forest.RefreshTenant(tenant);
    }

    public int FindOrAddQueue(string name) =>
        Queues.Find(name) is var known and not QueueNode.None ? known : Queues.Add(name, Nodes.AddRoot(Queues.Count), Options.InitialRuntime);

    /// <summary>Makes a slot for a job, and its tenant known. The job neither waits nor runs yet.</summary>
    public JobTicket AddJob(TenantPath path, int queue, JobId job)
    {
        MakeRoom();
        var tenant = Tenants.FindOrAdd(path);
        Tenants.CountIn(tenant);
        return Jobs.Take(job, Forest.FindOrAdd(queue, tenant));
    }

    public void ForgetJob(int job)
    {
        Tenants.CountOut(Nodes[Jobs[job].Node].Tenant);
        Jobs.Release(job);
    }

    /// <summary>The job waits from now on. Its tenant's place is left for the caller to refresh.</summary>
    public void Enqueue(int job)
    {
        ref var slot = ref Jobs[job];
        slot.Phase = JobPhase.Waiting;
        Jobs.Enqueue(ref Nodes[slot.Node], job);
        Waiting++;
    }

    /// <summary>The job waits no longer. Its tenant's place is left for the caller to refresh.</summary>
    public void Dequeue(int job)
    {
        Jobs.Dequeue(ref Nodes[Jobs[job].Node], job);
        Waiting--;
    }

    /// <summary>The job runs from now on.</summary>
    public ref JobSlot Occupy(int job, JobPhase phase, long startedAt)
    {
        ref var slot = ref Jobs[job];
        slot.Phase = phase;
        slot.GuaranteedLevels = 0;
        slot.StartedAt = startedAt;
        slot.ChargedUntil = Math.Max(startedAt, ChargeFrom);
        slot.Estimate = Forest.EstimateOf(slot.Node);
        Running++;
        return ref slot;
    }

    /// <summary>Charges a running job up to now. The places of its tenants are left for the caller to refresh.</summary>
    public void Charge(ref JobSlot slot, TimeSpan now)
    {
        var used = now.Ticks - slot.ChargedUntil;
        if (used <= 0)
            return;
        slot.ChargedUntil = now.Ticks;
        Forest.Consume(slot.Node, used, slot.GuaranteedLevels);
    }

    /// <summary>The job runs no longer.</summary>
    /// <param name="slot">The job.</param>
    /// <param name="tokens">Less than zero to give back what it took of the start rates.</param>
    public void Vacate(ref JobSlot slot, int tokens)
    {
        Running--;
        Forest.Occupy(slot.Node, -slot.Estimate, count: -1, tokens);
    }

    /// <summary>Takes jobs that have no place in the window out of it.</summary>
    /// <param name="node">Whose jobs.</param>
    /// <param name="fresh">Jobs that have only just come: their tickets become void, and there is nothing to tell of them.</param>
    public void Displace(int node, Span<JobTicket> fresh = default)
    {
        while (Window.TryDisplace(node, out var job))
        {
            if (fresh.IndexOf(Jobs.TicketOf(job)) is var place and >= 0)
                fresh[place] = default;
            else
                Window.Tell(Jobs[job].Id);
            Waiting--;
            ForgetJob(job);
        }
    }

    /// <returns>How many tenants were forgotten.</returns>
    public int ForgetIdle()
    {
        var before = Tenants.Count;
        new IdleSweep(Tenants, Nodes, Forest).Run();
        return before - Tenants.Count;
    }

    private void MakeRoom()
    {
        if (Tenants.HasRoom(TenantPath.MaxDepth) && Nodes.HasRoom(TenantPath.MaxDepth))
            return;
        ForgetIdle();
        Tenants.Grow();
        Nodes.Grow();
    }
}
