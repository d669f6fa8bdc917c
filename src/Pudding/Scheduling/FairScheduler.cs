using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Scheduling;

/// <summary>Decides whose job gets a free slot. Pure and deterministic: no I/O, no clock of its own, no allocation in a decision.</summary>
/// <remarks>
/// <para>A tree of tenants for each queue; only leaves hold jobs; each inner node orders its eligible children by
/// <c>(consumed + held) / weight</c>, least first: <em>consumed</em> is the slot time that a tenant's jobs have really used, <em>held</em> what its
/// running ones are expected to use. Who holds much waits now, who consumed much waits later, and a tenant whose jobs are short is charged little.
/// A tenant that comes back after a pause starts at most a credit ahead of the others (virtual time as in start-time fair queueing: Goyal, Vin,
/// Cheng, SIGCOMM 1996, with the charge trued up to what was really used).</para>
/// <para>Ceilings bind at every level and over all queues: no job starts at or above one in force.</para>
/// <para>Every time is what the caller says it is: the elapsed time of any one clock that never goes back.</para>
/// <para>Not thread-safe. A start or a finish costs O(depth · log tenants).</para>
/// </remarks>
public sealed class FairScheduler
{
    private readonly TenantTable _tenants;
    private readonly JobTable _jobs = new();
    private readonly QueueForest _forest;
    private long _serial;

    /// <summary>Makes a scheduler that knows no jobs.</summary>
    /// <param name="options">The settings; defaults when left out.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    public FairScheduler(FairSchedulerOptions? options = null)
    {
        options ??= new FairSchedulerOptions();
        if (options.Validate().ToList() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(" ", errors), nameof(options));
        _tenants = new TenantTable(options.Policies);
        _forest = new QueueForest(_tenants, _jobs, options);
    }

    /// <summary>Jobs that wait, over all queues.</summary>
    public int Waiting { get; private set; }

    /// <summary>Jobs that run, over all queues.</summary>
    public int Running { get; private set; }

    /// <summary>The policies in force.</summary>
    public TenantPolicies Policies => _tenants.Policies;

    /// <summary>The key of a queue; a name that is new makes a queue.</summary>
    public QueueKey Queue(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new QueueKey(_forest.FindOrAddQueue(name));
    }

    /// <summary>Replaces the policies. What runs goes on, also above a limit that was lowered; what waits is ordered anew. O(tenants · log tenants).</summary>
    public void Apply(TenantPolicies policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        _tenants.Apply(policies);
        _forest.RefreshAll();
    }

    /// <summary>Adds a job that waits.</summary>
    /// <param name="tenant">Who it is for.</param>
    /// <param name="queue">Where it waits.</param>
    /// <param name="job">Names it in decisions.</param>
    /// <param name="priority">Order inside the tenant and queue: higher goes first.</param>
    /// <param name="sequence">Order among equals, and of everything under <c>fifo</c>: lower goes first. Unique.</param>
    /// <exception cref="InvalidOperationException">The tenant would hold jobs and have tenants with jobs below it. Nothing was changed.</exception>
    public JobTicket Add(TenantPath tenant, QueueKey queue, JobId job, int priority, long sequence)
    {
        var ticket = Take(tenant, queue, job);
        ref var slot = ref _jobs.Find(ticket);
        slot.Priority = priority;
        slot.Sequence = sequence;
        PutBack(ticket.Index);
        _forest.Refresh(slot.Node);
        return ticket;
    }

    /// <summary>Adds a job that runs already: for who takes over from another scheduler. Counted against every ceiling, also above it.</summary>
    /// <param name="tenant">Who it is for.</param>
    /// <param name="queue">Where it waited.</param>
    /// <param name="job">Names it.</param>
    /// <param name="startedAt">When it started; what it used since is charged at the next <see cref="Charge"/>.</param>
    /// <exception cref="InvalidOperationException">The tenant would hold jobs and have tenants with jobs below it. Nothing was changed.</exception>
    public JobTicket AddRunning(TenantPath tenant, QueueKey queue, JobId job, TimeSpan startedAt)
    {
        var ticket = Take(tenant, queue, job);
        Start(ticket.Index, startedAt);
        return ticket;
    }

    /// <summary>Gives a free slot to the job whose turn it is, and counts the job as running.</summary>
    /// <param name="queues">The queues that the slot serves. The one served least recently that has an eligible tenant is taken.</param>
    /// <param name="now">The time.</param>
    /// <param name="started">The decision.</param>
    /// <returns>Whether there was an eligible job.</returns>
    public bool TryStart(ReadOnlySpan<QueueKey> queues, TimeSpan now, out StartedJob started)
    {
        var queue = QueueNode.None;
        foreach (var key in queues)
        {
            if (_forest.HasEligible(key.Index) && (queue < 0 || _forest.Queue(key.Index).LastServed < _forest.Queue(queue).LastServed))
                queue = key.Index;
        }

        if (queue < 0)
        {
            started = default;
            return false;
        }

        var backlog = _forest[_forest.PickLeaf(queue)].Jobs!;
        var job = backlog.First;
        backlog.Remove(_jobs.Slots, 0);
        Waiting--;
        Start(job, now);
        started = new StartedJob(new JobTicket(job, _jobs[job].Generation), _jobs[job].Id);
        return true;
    }

    /// <summary>Charges a running job for the slot time that it has used up to now: call it with each heartbeat.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid, or its job doesn't run.</exception>
    public void Charge(JobTicket ticket, TimeSpan now)
    {
        ref var slot = ref FindRunning(ticket);
        ChargeUntil(ref slot, now);
        _forest.Refresh(slot.Node);
    }

    /// <summary>Ends a running job: it is charged for what it has used, what it held is released, and its runtime is learnt.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid, or its job doesn't run.</exception>
    public void Finish(JobTicket ticket, TimeSpan now)
    {
        ref var slot = ref FindRunning(ticket);
        ChargeUntil(ref slot, now);
        _forest.Queue(_forest[slot.Node].Queue).Learn(Math.Max(0, now.Ticks - slot.StartedAt));
        FreeSlotOf(ref slot);
        Drop(ticket.Index);
    }

    /// <summary>Ends a running job that was cut short (given back, lost): it is charged for what it has used, but its runtime says nothing.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid, or its job doesn't run.</exception>
    public void Release(JobTicket ticket, TimeSpan now)
    {
        ref var slot = ref FindRunning(ticket);
        ChargeUntil(ref slot, now);
        FreeSlotOf(ref slot);
        Drop(ticket.Index);
    }

    /// <summary>Undoes a start that came to nothing: the job waits again at its old place.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid, or its job doesn't run.</exception>
    public void Return(JobTicket ticket)
    {
        // It waits again before its slot is free: its tenant is not for a moment without work, and doesn't come back from a pause.
        ref var slot = ref FindRunning(ticket);
        slot.IsRunning = false;
        PutBack(ticket.Index);
        FreeSlotOf(ref slot);
    }

    /// <summary>Forgets a job that is not to run (any more), be it waiting or running. Nothing further is charged, no runtime is learnt.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid.</exception>
    public void Remove(JobTicket ticket)
    {
        ref var slot = ref _jobs.Find(ticket);
        if (slot.IsRunning)
        {
            FreeSlotOf(ref slot);
        }
        else
        {
            _forest[slot.Node].Jobs!.Remove(_jobs.Slots, slot.Position);
            Waiting--;
            _forest.Refresh(slot.Node);
        }

        Drop(ticket.Index);
    }

    /// <summary>Jobs that run at and below a tenant; 0 for one that is unknown.</summary>
    public int RunningOf(TenantPath tenant) => _tenants.Find(tenant) is var index and >= 0 ? _tenants[index].Running : 0;

    private JobTicket Take(TenantPath path, QueueKey queue, JobId job)
    {
        if (path.IsEmpty)
            throw new ArgumentException("The tenant path is empty.", nameof(path));
        var tenant = _tenants.FindOrAdd(path);
        _tenants.CountIn(tenant);
        var ticket = _jobs.Take();
        ref var slot = ref _jobs[ticket.Index];
        slot.Id = job;
        slot.Node = _forest.FindOrAdd(queue.Index, tenant);
        return ticket;
    }

    private void PutBack(int job)
    {
        ref var node = ref _forest[_jobs[job].Node];
        (node.Jobs ??= new Backlog()).Insert(_jobs.Slots, job);
        Waiting++;
    }

    private void Start(int job, TimeSpan now)
    {
        ref var slot = ref _jobs[job];
        slot.IsRunning = true;
        slot.StartedAt = slot.ChargedUntil = now.Ticks;
        Running++;
        _serial++;
        ref var queue = ref _forest.Queue(_forest[slot.Node].Queue);
        queue.LastServed = _serial;

        var level = 0;
        for (var index = slot.Node; _forest[index].Parent >= 0; index = _forest[index].Parent)
        {
            ref var node = ref _forest[index];
            ref var parent = ref _forest[node.Parent];
            ref var tenant = ref _tenants[node.Tenant];
            parent.Floor = SlotTime.Max(parent.Floor, node.Consumed);
            slot.Held[level] = SlotTime.Weigh(queue.MeanRuntime, tenant.InverseWeight);
            node.Held = unchecked(node.Held + slot.Held[level++]);
            node.LastServed = _serial;
            _forest.TakeTurn(ref node);
            tenant.Running++;
        }

        RefreshPath(slot.Node, hasGrown: true);
    }

    private void ChargeUntil(ref JobSlot slot, TimeSpan now)
    {
        var used = now.Ticks - slot.ChargedUntil;
        if (used <= 0)
            return;
        slot.ChargedUntil = now.Ticks;
        for (var index = slot.Node; _forest[index].Parent >= 0; index = _forest[index].Parent)
        {
            ref var node = ref _forest[index];
            node.Consumed = unchecked(node.Consumed + SlotTime.Weigh(used, _tenants[node.Tenant].InverseWeight));
        }
    }

    private void FreeSlotOf(ref JobSlot slot)
    {
        var level = 0;
        for (var index = slot.Node; _forest[index].Parent >= 0; index = _forest[index].Parent)
        {
            ref var node = ref _forest[index];
            node.Held = unchecked(node.Held - slot.Held[level++]);
            _tenants[node.Tenant].Running--;
        }

        Running--;
        RefreshPath(slot.Node, hasGrown: false);
    }

    /// <summary>After a job has started or ended: its own queue, and the others of every tenant that has just reached or left its ceiling.</summary>
    private void RefreshPath(int leaf, bool hasGrown)
    {
        _forest.Refresh(leaf);
        var queue = _forest[leaf].Queue;
        for (var tenant = _forest[leaf].Tenant; tenant >= 0; tenant = _tenants[tenant].Parent)
        {
            ref readonly var node = ref _tenants[tenant];
            if (_forest.RanksByRunning || node.Running == (hasGrown ? node.Ceiling : node.Ceiling - 1))
                _forest.RefreshElsewhere(tenant, queue);
        }
    }

    private void Drop(int job)
    {
        _tenants.CountOut(_forest[_jobs[job].Node].Tenant);
        _jobs.Release(job);
    }

    private ref JobSlot FindRunning(JobTicket ticket)
    {
        ref var slot = ref _jobs.Find(ticket);
        if (!slot.IsRunning)
            throw new ArgumentException("The job doesn't run: it waits.", nameof(ticket));
        return ref slot;
    }
}
