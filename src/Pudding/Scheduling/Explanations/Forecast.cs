using Pudding.Jobs;
using Pudding.Scheduling.Trees;
using Pudding.Tenants;

namespace Pudding.Scheduling.Explanations;

/// <summary>Runs a copy of a scheduler forward, as if each job ran as long as is expected of it and nothing else happened.</summary>
/// <remarks>
/// <para>Exact if that is so and the copy is asked in the same order: at one moment jobs end first (who started first, before the others), then what runs is charged,
/// then free slots are filled, group by group.</para>
/// <para>Where a tenant has more jobs than are in memory, it is taken to have them without end. A job that has run for longer than was expected is taken to go on for a
/// tenth of that. Which slots are taken where several groups serve a queue is not known: those that serve the fewest queues are taken to be.</para>
/// </remarks>
internal sealed class Forecast : IBacklogOwner
{
    private const int MaxStarts = 1_000_000;

    /// <summary>After so many, jobs are charged at their end only: what is that far off is a guess anyway.</summary>
    private const int MaxCharges = 10_000_000;

    private readonly FairScheduler _scheduler;
    private readonly QueueKey[][] _queues;
    private readonly int[] _free;
    private readonly TimeSpan _now;
    private readonly TimeSpan? _chargeEvery;
    private readonly PriorityQueue<(JobTicket Job, int Group), (TimeSpan End, TimeSpan StartedAt, int Index)> _running = new();
    private long _sequence = 1L << 60; // behind all that are real
    private int _charges;

    /// <param name="state">What is copied.</param>
    /// <param name="now">The time.</param>
    /// <param name="slots">All slots, free and taken.</param>
    /// <param name="chargeEvery">How often what runs is charged before it ends; <c>null</c> for not at all.</param>
    public Forecast(SchedulerState state, TimeSpan now, IReadOnlyList<SlotGroup> slots, TimeSpan? chargeEvery)
    {
        State = state.Clone(this);
        _scheduler = new FairScheduler(State);
        _queues = [.. slots.Select(static group => group.Queues.ToArray())];
        _free = [.. slots.Select(static group => group.Slots)];
        _now = now;
        _chargeEvery = chargeEvery;
        State.Reach(now);
        TakeSlots();
    }

    /// <summary>The copy: as it is now, until <see cref="FindStart"/> has run it forward.</summary>
    public SchedulerState State { get; }

    /// <summary>How many slots that serve a queue are free.</summary>
    public int CountFree(int queue) => (int)Math.Min(int.MaxValue, _free.Where((_, group) => Serves(_queues[group], queue)).Sum(static free => (long)free));

    /// <summary>When a waiting job starts; <c>null</c> if it never would, or not within so many starts that it can't be told.</summary>
    /// <param name="wanted">The job, which nothing keeps from starting for good.</param>
    public TimeSpan? FindStart(JobTicket wanted)
    {
        AskForBacklogs();
        var now = _now;
        var charge = now + _chargeEvery;
        var starts = 0;
        while (true)
        {
            for (var group = 0; group < _free.Length; group++)
            {
                for (; _free[group] > 0 && _scheduler.TryStart(_queues[group], now, out var started); _free[group]--)
                {
                    if (started.Ticket == wanted)
                        return now;
                    if (++starts == MaxStarts)
                        return null;
                    Run(started.Ticket, group, now, now + TimeSpan.FromTicks(State.Jobs[started.Ticket.Index].Estimate));
                }
            }

            if (FindNext(charge) is not { } next)
                return null;
            now = next;
            State.Reach(now);
            End(now);
            if (charge <= now)
                charge = Charge(charge.Value, now);
        }
    }

    public void OnLow(TenantPath tenant, QueueKey queue) =>
        _scheduler.Refill(tenant, queue, [new WaitingJob(default, int.MinValue, _sequence++)], new JobTicket[1], hasMore: true);

    public void OnDisplaced(JobId job)
    {
        // Refills bring one at a time, where there is room.
    }

    private static bool Serves(QueueKey[] keys, int queue) => Array.Exists(keys, key => key.Index == queue);

    private void TakeSlots()
    {
        var groups = Enumerable.Range(0, _free.Length).OrderBy(group => _queues[group].Length).ToArray();
        for (var job = 0; job < State.Jobs.End; job++)
        {
            if (!State.Jobs.IsInUse(job) || State.Jobs[job].Phase == JobPhase.Waiting)
                continue;
            var node = State.Jobs[job].Node;
            var group = Array.Find([.. groups, QueueNode.None], group => group < 0 || (_free[group] > 0 && Serves(_queues[group], State.Nodes[node].Queue)));
            if (group >= 0)
                _free[group]--;
            var startedAt = TimeSpan.FromTicks(State.Jobs[job].StartedAt);
            var expected = TimeSpan.FromTicks(State.Forest.EstimateOf(node));
            Run(State.Jobs.TicketOf(job), group, startedAt, startedAt + expected > _now ? startedAt + expected : _now + (expected / 10));
        }
    }

    private void AskForBacklogs()
    {
        for (var node = 0; node < State.Nodes.End; node++)
        {
            if (!State.Nodes.IsTenants(node))
                continue;
            State.Nodes[node].IsLow = false; // the owner of the backlog was told, not this one
            State.Window.AskIfLow(node);
        }
    }

    private void Run(JobTicket job, int group, TimeSpan startedAt, TimeSpan end) => _running.Enqueue((job, group), (end, startedAt, job.Index));

    /// <summary>When the next thing happens after which something may start. While no slot is free, tokens are of no use, and nobody asks for them.</summary>
    private TimeSpan? FindNext(TimeSpan? charge)
    {
        var end = _running.TryPeek(out _, out var first) ? first.End : (TimeSpan?)null;
        var token = Array.Exists(_free, static free => free > 0) ? _scheduler.NextTokenAt : null;
        var next = end is null || token < end ? token : end;
        return next is not null && charge < next && _running.Count > 0 ? charge : next;
    }

    private void End(TimeSpan now)
    {
        while (_running.TryPeek(out var ended, out var at) && at.End <= now)
        {
            _running.Dequeue();
            _scheduler.Finish(ended.Job, now);
            if (ended.Group >= 0)
                _free[ended.Group]++;
        }
    }

    /// <returns>When the next charge is due: the rhythm stays, although none was made while nothing ran.</returns>
    private TimeSpan? Charge(TimeSpan due, TimeSpan now)
    {
        _charges += _running.Count;
        foreach (var (run, _) in _running.UnorderedItems)
            _scheduler.Charge(run.Job, now);
        return _charges < MaxCharges ? due + (_chargeEvery * (1 + Math.Floor((now - due) / _chargeEvery!.Value))) : null;
    }
}
