using Pudding.Jobs;
using Pudding.Scheduling.Trees;
using Pudding.Tenants;

namespace Pudding.Scheduling.Explanations;

/// <summary>Runs a copy of a scheduler forward, as if each job ran as long as is expected of it and nothing else happened.</summary>
/// <remarks>Where a tenant has more jobs than are in memory, it is taken to have them without end. A job that has run for longer than was expected is taken to go on for a
/// tenth of that.</remarks>
internal sealed class Forecast : IBacklogOwner
{
    private const int MaxStarts = 1_000_000;

    private readonly SchedulerState _state;
    private readonly FairScheduler _scheduler;
    private readonly QueueKey[][] _queues;
    private readonly int[] _free;
    private readonly PriorityQueue<(JobTicket Job, int Group), TimeSpan> _running = new();
    private long _sequence = long.MaxValue / 2;

    public Forecast(SchedulerState state, IReadOnlyList<SlotGroup> slots)
    {
        _state = state.Clone(this);
        _scheduler = new FairScheduler(_state);
        _queues = [.. slots.Select(static group => group.Queues.ToArray())];
        _free = [.. slots.Select(static group => group.Slots)];
    }

    public TimeSpan? FindStart(JobTicket wanted, TimeSpan now)
    {
        TakeIn(now);
        for (var starts = 0; starts < MaxStarts;)
        {
            for (var group = 0; group < _free.Length; group++)
            {
                while (_free[group] > 0 && _scheduler.TryStart(_queues[group], now, out var started))
                {
                    if (started.Ticket == wanted)
                        return now;
                    _free[group]--;
                    starts++;
                    _running.Enqueue((started.Ticket, group), now + EstimateOf(started.Ticket));
                }
            }

            if (FindNext() is not { } next)
                return null;
            now = next > now ? next : now;
            while (_running.TryPeek(out var ended, out var end) && end <= now)
            {
                _running.Dequeue();
                _scheduler.Finish(ended.Job, now);
                if (ended.Group >= 0)
                    _free[ended.Group]++;
            }
        }

        return null;
    }

    public void OnLow(TenantPath tenant, QueueKey queue)
    {
        var jobs = new WaitingJob[_state.Options.WindowSize];
        foreach (ref var job in jobs.AsSpan())
            job = new WaitingJob(default, int.MinValue, _sequence++);
        _scheduler.Refill(tenant, queue, jobs, new JobTicket[jobs.Length], hasMore: true);
    }

    public void OnDisplaced(JobId job)
    {
        // One of those that were made up.
    }

    private void TakeIn(TimeSpan now)
    {
        for (var job = 0; job < _state.Jobs.End; job++)
        {
            if (!_state.Jobs.IsInUse(job) || _state.Jobs[job].Phase == JobPhase.Waiting)
                continue;
            var ticket = _state.Jobs.TicketOf(job);
            var queue = _state.Nodes[_state.Jobs[job].Node].Queue;
            var group = Array.FindIndex(_queues, keys => keys.Any(key => key.Index == queue) && _free[Array.IndexOf(_queues, keys)] > 0);
            if (group >= 0)
                _free[group]--;
            var expected = TimeSpan.FromTicks(_state.Jobs[job].StartedAt) + EstimateOf(ticket);
            _running.Enqueue((ticket, group), expected > now ? expected : now + (EstimateOf(ticket) / 10));
        }

        for (var node = 0; node < _state.Nodes.End; node++)
        {
            if (_state.Nodes.IsTenants(node) && _state.Nodes[node].HasMore)
                OnLow(_state.Tenants.RecordOf(_state.Nodes[node].Tenant).Path, new QueueKey(_state.Nodes[node].Queue));
        }
    }

    private TimeSpan EstimateOf(JobTicket job) => TimeSpan.FromTicks(_state.Forest.EstimateOf(_state.Jobs[job.Index].Node));

    private TimeSpan? FindNext()
    {
        var token = _scheduler.NextTokenAt;
        return _running.TryPeek(out _, out var end) && !(token < end) ? end : token;
    }
}
