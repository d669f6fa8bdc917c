using Pudding.Jobs;
using Pudding.Scheduling.Explanations;
using Pudding.Scheduling.Snapshots;
using Pudding.Scheduling.Trees;
using Pudding.Tenants;

namespace Pudding.Scheduling;

/// <summary>Decides whose job gets a free slot. Pure and deterministic: no I/O, no clock of its own, no allocation in a decision.</summary>
/// <remarks>
/// <para>A tree of tenants for each queue; only leaves hold jobs; each inner node orders its eligible children by
/// <c>(consumed + held) / weight</c>, least first: <em>consumed</em> is the slot time that a tenant's jobs have really used, <em>held</em> what its
/// running ones are expected to use. Who holds much waits now, who consumed much waits later, and a tenant whose jobs are short is charged little.
/// A tenant that comes back after a pause starts at most a credit ahead of the others (virtual time as in start-time fair queueing: Goyal, Vin,
/// Cheng, SIGCOMM 1996, with the charge trued up to what was really used). Before that order come guarantees, after it what is borrowed.</para>
/// <para>Ceilings bind at every level and over all queues: no job starts at or above one in force.</para>
/// <para>Every time is what the caller says it is: the elapsed time of any one clock that never goes back.</para>
/// <para>Not thread-safe. A start or a finish costs O(depth · log tenants), for each queue that the tenant is in where it reaches or leaves a limit. The rules in full, with what they promise and why: docs/fairness.md.</para>
/// </remarks>
public sealed class FairScheduler
{
    private readonly SchedulerState _state;

    /// <summary>Makes a scheduler that knows no jobs.</summary>
    /// <param name="options">The settings; defaults when left out.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    public FairScheduler(FairSchedulerOptions? options = null)
    {
        options ??= new FairSchedulerOptions();
        if (options.Validate().ToList() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(" ", errors), nameof(options));
        _state = new SchedulerState(options);
    }

    internal FairScheduler(SchedulerState state) => _state = state;

    /// <summary>Makes a scheduler that goes on where another was when a snapshot of it was taken. Then tell it what runs (<see cref="AddRunning"/>) and what waits, before
    /// the first decision: who has work all along keeps its place exactly.</summary>
    /// <param name="snapshot">What the other remembered.</param>
    /// <param name="options">The settings from now on; other settings than the other's may be used.</param>
    /// <param name="now">The time, by this scheduler's clock.</param>
    /// <param name="age">How long ago the snapshot was taken. What ran meanwhile is charged for that long, at most <see cref="FairSchedulerOptions.MaxGap"/>, when it is
    /// charged next; what ended meanwhile was never seen and is not charged. What is held for running jobs is estimated anew.</param>
    /// <exception cref="ArgumentException">A setting, or something in the snapshot, is wrong; the message names it.</exception>
    public static FairScheduler Restore(SchedulerSnapshot snapshot, FairSchedulerOptions? options, TimeSpan now, TimeSpan age)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentOutOfRangeException.ThrowIfLessThan(age, TimeSpan.Zero);
        if (snapshot.Validate().ToList() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(" ", errors), nameof(snapshot));
        options ??= new FairSchedulerOptions();
        var scheduler = new FairScheduler(options);
        scheduler._state.Reach(now);
        new UsageMemory(scheduler._state).Read(snapshot, now, age);
        scheduler._state.ChargeFrom = (now - (age < options.MaxGap ? age : options.MaxGap)).Ticks;
        return scheduler;
    }

    /// <summary>Jobs that wait in memory, over all queues.</summary>
    public int Waiting => _state.Waiting;

    /// <summary>Jobs that run, over all queues.</summary>
    public int Running => _state.Running;

    /// <summary>Tenants that are known, organisations included: those with jobs, and those whose usage still counts.</summary>
    public int Tenants => _state.Tenants.Count;

    /// <summary>The policies in force.</summary>
    public TenantPolicies Policies => _state.Tenants.Policies;

    /// <summary>When the next tenant may start again as far as its start rate goes; <c>null</c> when no rate holds anyone back.</summary>
    public TimeSpan? NextTokenAt => _state.Tenants.NextTokenAt is { } ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>The key of a queue; a name that is new makes a queue.</summary>
    public QueueKey Queue(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new QueueKey(_state.FindOrAddQueue(name));
    }

    /// <summary>Replaces all policies. What runs goes on, also above a limit that was lowered; what waits is ordered anew. O(tenants · log tenants).</summary>
    public void Apply(TenantPolicies policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        _state.Tenants.Apply(policies);
        _state.Forest.RefreshAll();
    }

    /// <summary>Changes one tenant's policy, with its backlog in place. O(log tenants) for each queue that it is in.</summary>
    /// <exception cref="ArgumentException">The policy is not valid, or its guarantee doesn't fit those above and below; the message names the tenant and the field.
    /// Nothing was changed.</exception>
    public void SetPolicy(TenantPath tenant, TenantPolicy policy)
    {
        if (_state.Tenants.Apply(tenant, Policies.With(tenant, policy)) is var index and not QueueNode.None)
            _state.Forest.RefreshTenant(index);
    }

    /// <summary>Adds a job that waits. O(log tenants) when it comes last or first among its tenant's; another walks from the nearer end.</summary>
    /// <param name="tenant">Who it is for.</param>
    /// <param name="queue">Where it waits.</param>
    /// <param name="job">Names it in decisions.</param>
    /// <param name="priority">Order inside the tenant and queue: higher goes first.</param>
    /// <param name="sequence">Order among equals, and of everything under <c>fifo</c>: lower goes first. Unique, and from zero to below 2^60.</param>
    /// <exception cref="InvalidOperationException">The tenant would hold jobs and have tenants with jobs below it, or there is a window and the job is beyond
    /// it (then use <see cref="TryAdd"/>). Nothing was changed.</exception>
    public JobTicket Add(TenantPath tenant, QueueKey queue, JobId job, int priority, long sequence) =>
        TryAdd(tenant, queue, job, priority, sequence, out var ticket)
            ? ticket
            : throw new InvalidOperationException($"Job {job} comes after jobs of tenant '{tenant}' that are beyond the window; a refill brings it.");

    /// <summary>Adds a job that waits, unless it comes after jobs that are beyond the window: then a later refill is to bring it.</summary>
    /// <param name="tenant">Who it is for.</param>
    /// <param name="queue">Where it waits.</param>
    /// <param name="job">Names it in decisions.</param>
    /// <param name="priority">Order inside the tenant and queue: higher goes first.</param>
    /// <param name="sequence">Order among equals, and of everything under <c>fifo</c>: lower goes first. Unique, and from zero to below 2^60.</param>
    /// <param name="ticket">The job inside the scheduler.</param>
    /// <returns>Whether it was added.</returns>
    /// <exception cref="InvalidOperationException">The tenant would hold jobs and have tenants with jobs below it. Nothing was changed.</exception>
    public bool TryAdd(TenantPath tenant, QueueKey queue, JobId job, int priority, long sequence, out JobTicket ticket)
    {
        ticket = default;
        Check(tenant, queue);
        if (_state.Window.IsBeyond(tenant, queue.Index, priority, sequence))
            return false;
        ticket = AddWaiting(tenant, queue, new WaitingJob(job, priority, sequence));
        var node = _state.Jobs[ticket.Index].Node;
        _state.Displace(node);
        _state.Forest.Refresh(node);
        _state.Window.TellDisplaced();
        return true;
    }

    /// <summary>Brings further jobs of a tenant into the window: what its owner was asked for by <see cref="IBacklogOwner.OnLow"/>. Good unasked, too: without jobs, and
    /// with nothing more, it says at once that the last job beyond the window has gone. Until that is said, the tenant counts as one that has work.</summary>
    /// <param name="tenant">Whose jobs.</param>
    /// <param name="queue">Where they wait.</param>
    /// <param name="jobs">The first of the tenant's waiting jobs, without those that are in memory.</param>
    /// <param name="tickets">Gets the ticket of each; <c>default</c> for one that didn't fit. As long as <paramref name="jobs"/> at least.</param>
    /// <param name="hasMore">Whether there are more jobs behind these and those in memory; also if <see cref="TryAdd"/> has refused one since these were read.</param>
    /// <exception cref="ArgumentException"><paramref name="tickets"/> is too short, or there are said to be more when not one is in memory or the window isn't limited.</exception>
    /// <exception cref="InvalidOperationException">The tenant would hold jobs and have tenants with jobs below it. Nothing was changed.</exception>
    public void Refill(TenantPath tenant, QueueKey queue, ReadOnlySpan<WaitingJob> jobs, Span<JobTicket> tickets, bool hasMore)
    {
        Check(tenant, queue);
        if (tickets.Length < jobs.Length)
            throw new ArgumentException($"There is room for {tickets.Length} tickets of {jobs.Length} jobs.", nameof(tickets));
        if (hasMore && _state.Options.WindowSize == int.MaxValue)
            throw new ArgumentException($"There are said to be more jobs, but {nameof(FairSchedulerOptions.WindowSize)} isn't limited: all are in memory.", nameof(hasMore));
        var node = _state.Window.Find(tenant, queue.Index);
        if (hasMore && jobs.IsEmpty && (node == QueueNode.None || _state.Nodes[node].Waiting == 0))
            throw new ArgumentException("There are said to be more jobs, but none is given and none is in memory.", nameof(hasMore));

        for (var i = 0; i < jobs.Length; i++)
        {
            tickets[i] = AddWaiting(tenant, queue, jobs[i]);
            node = _state.Jobs[tickets[i].Index].Node;
        }

        if (node == QueueNode.None)
            return;
        _state.Window.EndRefill(node, hasMore);
        _state.Displace(node, tickets[..jobs.Length]);
        _state.Forest.RefreshPath(node);
        _state.Window.TellDisplaced();
    }

    /// <summary>Adds a job that runs already: for who takes over from another scheduler. Counted against every ceiling, also above it. No decision was made
    /// here, so nobody's turn changes by it.</summary>
    /// <param name="tenant">Who it is for.</param>
    /// <param name="queue">Where it waited.</param>
    /// <param name="job">Names it.</param>
    /// <param name="startedAt">When it started; what it used since is charged at the next <see cref="Charge"/>: after a <see cref="Restore"/>, what it used since the snapshot.</param>
    /// <exception cref="InvalidOperationException">The tenant would hold jobs and have tenants with jobs below it. Nothing was changed.</exception>
    public JobTicket AddRunning(TenantPath tenant, QueueKey queue, JobId job, TimeSpan startedAt)
    {
        Check(tenant, queue);
        var ticket = _state.AddJob(tenant, queue.Index, job);
        ref var slot = ref _state.Occupy(ticket.Index, JobPhase.FoundRunning, startedAt.Ticks);
        _state.Forest.Occupy(slot.Node, slot.Estimate, count: 1, tokens: 0);
        return ticket;
    }

    /// <summary>Gives a free slot to the job whose turn it is, and counts the job as running.</summary>
    /// <param name="queues">The queues that the slot serves. The one served least recently that has an eligible tenant is taken: it lags most.</param>
    /// <param name="now">The time.</param>
    /// <param name="started">The decision.</param>
    /// <returns>Whether there was an eligible job.</returns>
    /// <exception cref="ArgumentException">A key is of no queue of this scheduler.</exception>
    public bool TryStart(ReadOnlySpan<QueueKey> queues, TimeSpan now, out StartedJob started)
    {
        _state.Reach(now);
        var queue = _state.Forest.PickQueue(queues);
        if (queue == QueueNode.None)
        {
            started = default;
            return false;
        }

        var leaf = _state.Forest.PickLeaf(queue);
        var job = _state.Nodes[leaf].FirstJob;
        _state.Dequeue(job);
        ref var slot = ref _state.Occupy(job, JobPhase.Running, now.Ticks);
        slot.GuaranteedLevels = _state.Forest.Start(leaf, slot.Estimate);
        started = new StartedJob(_state.Jobs.TicketOf(job), slot.Id);
        _state.Forest.PrefetchNext(queue);
        _state.Window.AskIfLow(leaf);
        return true;
    }

    /// <summary>How many jobs of a queue could start now if there were slots without end: what waits in memory, less what ceilings and pauses hold back. Start rates count as far as
    /// they hold everything of a tenant back. A limit that several queues share counts in each of them.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="atMost">Where to stop counting; the work grows with it and the depth alone.</param>
    /// <exception cref="ArgumentException">The key is of no queue of this scheduler.</exception>
    public int CountStartable(QueueKey queue, int atMost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atMost);
        return _state.Forest.CountStartable(_state.Forest.IndexOf(queue), atMost);
    }

    /// <summary>Charges a running job for the slot time that it has used up to now: call it with each heartbeat.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid, or its job doesn't run.</exception>
    public void Charge(JobTicket ticket, TimeSpan now)
    {
        ref var slot = ref FindRunning(ticket);
        _state.Reach(now);
        _state.Charge(ref slot, now);
        _state.Forest.RefreshPath(slot.Node);
    }

    /// <summary>Ends a running job: it is charged for what it has used, what it held is released, and its runtime is learnt.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid, or its job doesn't run.</exception>
    public void Finish(JobTicket ticket, TimeSpan now)
    {
        ref var slot = ref FindRunning(ticket);
        _state.Reach(now);
        _state.Charge(ref slot, now);
        _state.Forest.Learn(slot.Node, Math.Max(0, now.Ticks - slot.StartedAt));
        _state.Vacate(ref slot, tokens: 0);
        _state.ForgetJob(ticket.Index);
    }

    /// <summary>Ends a running job that was cut short (given back, lost): it is charged for what it has used, but its runtime says nothing.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid, or its job doesn't run.</exception>
    public void Release(JobTicket ticket, TimeSpan now)
    {
        ref var slot = ref FindRunning(ticket);
        _state.Reach(now);
        _state.Charge(ref slot, now);
        _state.Vacate(ref slot, tokens: 0);
        _state.ForgetJob(ticket.Index);
    }

    /// <summary>Undoes a start that came to nothing: the job waits again at its old place, and its tenants get their tokens back. Where there is a window, it may
    /// be displaced from it at once (<see cref="IBacklogOwner.OnDisplaced"/>).</summary>
    /// <exception cref="ArgumentException">The ticket is not valid, or its job doesn't run, or ran already when it was added.</exception>
    public void Return(JobTicket ticket)
    {
        ref var slot = ref FindRunning(ticket);
        if (slot.Phase == JobPhase.FoundRunning)
            throw new ArgumentException("The job ran when it was added: it has no place to go back to.", nameof(ticket));

        // It waits again before its slot is free: its tenant is not for a moment without work, and doesn't come back from a pause.
        var node = slot.Node;
        _state.Enqueue(ticket.Index);
        _state.Vacate(ref slot, tokens: -1);
        LeaveWindow(node);
    }

    /// <summary>Changes the priority of a waiting job. Where there is a window, the job may be displaced from it (<see cref="IBacklogOwner.OnDisplaced"/>): change the
    /// priority where the backlog is kept, first.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid, or its job doesn't wait.</exception>
    public void Reprioritise(JobTicket ticket, int priority)
    {
        ref var slot = ref _state.Jobs.Find(ticket);
        if (slot.Phase != JobPhase.Waiting)
            throw new ArgumentException("The job doesn't wait: it runs.", nameof(ticket));
        _state.Dequeue(ticket.Index);
        slot.Priority = priority;
        _state.Enqueue(ticket.Index);
        _state.Forest.Refresh(slot.Node);
        LeaveWindow(slot.Node);
    }

    /// <summary>Forgets a job that is not to run, be it waiting or started. Nothing further is charged, no runtime is learnt: for a job that has really run, that is what
    /// <see cref="Finish"/> and <see cref="Release"/> are for.</summary>
    /// <exception cref="ArgumentException">The ticket is not valid.</exception>
    public void Remove(JobTicket ticket)
    {
        ref var slot = ref _state.Jobs.Find(ticket);
        var node = slot.Node;
        if (slot.Phase == JobPhase.Waiting)
        {
            _state.Dequeue(ticket.Index);
            _state.Forest.Refresh(node);
        }
        else
        {
            _state.Vacate(ref slot, tokens: 0);
        }

        _state.ForgetJob(ticket.Index);
        _state.Window.AskIfLow(node);
    }

    /// <summary>Jobs that run at and below a tenant; 0 for one that is unknown.</summary>
    public int RunningOf(TenantPath tenant) => _state.Tenants.Find(tenant) is var index and >= 0 ? _state.Tenants[index].Running : 0;

    /// <summary>Says why a job waits and when it is likely to start. Finds the latter by running a copy of this scheduler forward: O(jobs), and then as long as it
    /// takes; not for the hot path. Changes nothing here.</summary>
    /// <param name="ticket">The job.</param>
    /// <param name="now">The time.</param>
    /// <param name="slots">All slots, free and taken, by what they serve.</param>
    /// <param name="chargeEvery">How often what runs will be charged (see <see cref="Charge"/>), the next time so long after <paramref name="now"/>; left out: at the end
    /// only. Turns come a little differently.</param>
    /// <exception cref="ArgumentException">The ticket is not valid, or the slots or the interval can't be.</exception>
    public JobExplanation Explain(JobTicket ticket, TimeSpan now, IReadOnlyList<SlotGroup> slots, TimeSpan? chargeEvery = null)
    {
        ArgumentNullException.ThrowIfNull(slots);
        _state.Jobs.Find(ticket);
        return Explainer.Explain(_state, ticket.Index, now, slots, chargeEvery);
    }

    /// <summary>Forgets tenants that have no jobs and would start in the same place if they came anew. Happens by itself when the tables would have to
    /// grow; O(tenants).</summary>
    /// <returns>How many were forgotten.</returns>
    public int ForgetIdle() => _state.ForgetIdle();

    /// <summary>Writes down who has used how much, for whoever takes over: see <see cref="Restore"/>. Charge what runs first. O(tenants).</summary>
    /// <param name="now">The time.</param>
    public SchedulerSnapshot TakeSnapshot(TimeSpan now) => new UsageMemory(_state).Write(now);

    /// <summary>A copy that goes its own way: for asking what would come. Tickets and queue keys of this one are good for the copy, too; it asks nobody for refills.</summary>
    public FairScheduler Clone() => new(_state.Clone());

    private void Check(TenantPath tenant, QueueKey queue)
    {
        if (tenant.IsEmpty)
            throw new ArgumentException("The tenant path is empty.", nameof(tenant));
        if (!_state.Queues.Contains(queue))
            throw new ArgumentException("The queue key is of no queue of this scheduler.", nameof(queue));
        _state.Tenants.CheckHoldsJobs(tenant);
    }

    private JobTicket AddWaiting(TenantPath tenant, QueueKey queue, in WaitingJob job)
    {
        var ticket = _state.AddJob(tenant, queue.Index, job.Id);
        ref var slot = ref _state.Jobs[ticket.Index];
        slot.Priority = job.Priority;
        slot.Sequence = job.Sequence;
        _state.Enqueue(ticket.Index);
        return ticket;
    }

    /// <summary>After a job has come to another place of its tenant's order: it, or another, may now be out of the window.</summary>
    private void LeaveWindow(int node)
    {
        _state.Displace(node);
        _state.Forest.Refresh(node);
        _state.Window.TellDisplaced();
        _state.Window.AskIfLow(node);
    }

    private ref JobSlot FindRunning(JobTicket ticket)
    {
        ref var slot = ref _state.Jobs.Find(ticket);
        if (slot.Phase == JobPhase.Waiting)
            throw new ArgumentException("The job doesn't run: it waits.", nameof(ticket));
        return ref slot;
    }
}
