using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Simulation.Workloads;

namespace Pudding.Simulation.Replays;

/// <summary>Runs a workload through the <see cref="FairScheduler"/> that also decides in production, on virtual time.</summary>
/// <remarks>At one instant: first what ends, by place in the workload; then what is submitted, likewise; then running jobs are charged, if a heartbeat
/// is due; then slots are filled until none is free or nothing is eligible. A decision never looks at the runtime of a job that has not ended. Replaying is
/// deterministic.</remarks>
public sealed class Replay
{
    private readonly Workload _workload;
    private readonly Scenario _scenario;
    private readonly FairScheduler _scheduler;
    private readonly QueueKey[] _queues;
    private readonly PriorityQueue<(int Job, JobTicket Ticket), (TimeSpan End, int Job)> _running = new();
    private readonly Dictionary<JobId, int> _places = [];
    private readonly TimeSpan[] _starts;
    private TimeSpan _nextHeartbeat;

    private Replay(Workload workload, Scenario scenario)
    {
        _workload = workload;
        _scenario = scenario;
        _scheduler = new FairScheduler(scenario.Scheduler);
        _queues = [_scheduler.Queue("replay")];
        _starts = new TimeSpan[workload.Jobs.Count];
        _nextHeartbeat = scenario.Heartbeat;
    }

    /// <summary>Replays.</summary>
    /// <exception cref="ArgumentException">The scenario is wrong; the message names the field.</exception>
    /// <exception cref="InvalidOperationException">Jobs can never start, because their tenant is paused or its limit is zero; or a tenant would hold jobs and
    /// have tenants with jobs below it.</exception>
    public static Schedule Run(Workload workload, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(scenario);
        if (scenario.Slots < 1)
            throw new ArgumentException($"{nameof(Scenario.Slots)}: {scenario.Slots} is less than 1.", nameof(scenario));
        if (scenario.Heartbeat <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(Scenario.Heartbeat)}: {scenario.Heartbeat} is not above zero.", nameof(scenario));

        var replay = new Replay(workload, scenario);
        replay.Run();
        return new Schedule(workload, scenario, replay._starts);
    }

    private void Run()
    {
        var next = 0;
        while (next < _workload.Jobs.Count || _running.Count > 0)
        {
            var now = next < _workload.Jobs.Count ? _workload.Jobs[next].SubmittedAt : TimeSpan.MaxValue;
            if (_running.TryPeek(out _, out var first) && first.End < now)
                now = first.End;

            // A heartbeat with nothing else at its moment moves no slot, but what it charges counts in later decisions.
            while (_nextHeartbeat < now && _running.Count > 0)
                Beat();
            while (_running.TryPeek(out var ended, out var at) && at.End == now)
            {
                _running.Dequeue();
                _scheduler.Finish(ended.Ticket, now);
            }

            for (; next < _workload.Jobs.Count && _workload.Jobs[next].SubmittedAt == now; next++)
                Submit(next);
            SkipTo(now);
            Fill(now);
        }

        if (_scheduler.Waiting > 0)
            throw new InvalidOperationException($"{_scheduler.Waiting} jobs can never start: their tenants are paused or have a limit of zero.");
    }

    private void Submit(int place)
    {
        // Ids only name jobs in decisions: the place is as good as any.
        var id = new JobId(new Guid(place + 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        _places.Add(id, place);
        _scheduler.Add(_workload.Jobs[place].Tenant, _queues[0], id, priority: 0, sequence: place);
    }

    private void Fill(TimeSpan now)
    {
        while (_running.Count < _scenario.Slots && _scheduler.TryStart(_queues, now, out var started))
        {
            _places.Remove(started.JobId, out var place);
            _starts[place] = now;
            _running.Enqueue((place, started.Ticket), (now + _workload.Jobs[place].Runtime, place));
        }
    }

    private void Beat()
    {
        foreach (var (job, _) in _running.UnorderedItems)
            _scheduler.Charge(job.Ticket, _nextHeartbeat);
        _nextHeartbeat += _scenario.Heartbeat;
    }

    private void SkipTo(TimeSpan now)
    {
        if (_nextHeartbeat == now)
            Beat();
        if (_nextHeartbeat <= now)
            _nextHeartbeat = TimeSpan.FromTicks(now.Ticks - (now.Ticks % _scenario.Heartbeat.Ticks)) + _scenario.Heartbeat;
    }
}
