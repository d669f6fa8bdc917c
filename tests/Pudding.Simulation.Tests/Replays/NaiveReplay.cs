using Pudding.Scheduling;
using Pudding.Simulation.Workloads;
using Pudding.Tenants;

namespace Pudding.Simulation.Tests.Replays;

/// <summary>The reference rules of a replay, written to be read: nothing of the scheduler, every decision made by looking at every waiting job.</summary>
/// <remarks>N equal slots, whole seconds, a job is known by its row. At one instant all completions, then all arrivals, each by row, then slots are given
/// away until none is free or nothing is eligible; a job without length ends at the instant at which it started.</remarks>
internal sealed class NaiveReplay
{
    private readonly (TenantPath Tenant, long Submit, long Runtime)[] _jobs;
    private readonly long?[] _starts;
    private readonly string _order;
    private readonly int _limit;

    /// <summary>Rows of the jobs that wait, lowest first.</summary>
    private readonly List<int> _waiting = [];

    /// <summary>Rows of the jobs that run.</summary>
    private readonly List<int> _running = [];

    /// <summary>The backlogged tenants in the order of their turns.</summary>
    private readonly List<TenantPath> _ring = [];

    private NaiveReplay(Workload workload, string order, int limit)
    {
        _jobs = [.. workload.Jobs.Select(static job => (job.Tenant, Seconds(job.SubmittedAt), Seconds(job.Runtime)))];
        _starts = new long?[_jobs.Length];
        _order = order;
        _limit = limit;
    }

    /// <summary>Replays.</summary>
    /// <returns>When each job started, by its row.</returns>
    public static TimeSpan[] Run(Workload workload, int slots, string order, int limit)
    {
        var replay = new NaiveReplay(workload, order, limit);
        replay.Run(slots);
        return [.. replay._starts.Select(static start => TimeSpan.FromSeconds(start!.Value))];
    }

    private void Run(int slots)
    {
        var arrived = 0;
        while (arrived < _jobs.Length || _running.Count > 0)
        {
            var now = Math.Min(
                arrived < _jobs.Length ? _jobs[arrived].Submit : long.MaxValue,
                _running.Select(End).DefaultIfEmpty(long.MaxValue).Min());

            _running.RemoveAll(job => End(job) == now);
            for (; arrived < _jobs.Length && _jobs[arrived].Submit == now; arrived++)
                Arrive(arrived);
            while (_running.Count < slots && Choose() is { } job)
                Start(job, now);
        }
    }

    private void Arrive(int job)
    {
        if (!_waiting.Exists(other => _jobs[other].Tenant == _jobs[job].Tenant))
            _ring.Add(_jobs[job].Tenant);
        _waiting.Add(job);
    }

    private int? Choose() => _order switch
    {
        SchedulingOrders.Fifo => LowestRow(),
        SchedulingOrders.LeastRunning => LowestRowOfTheTenantThatRunsLeast(),
        SchedulingOrders.RoundRobin => HeadOfTheTenantInFront(),
        _ => throw new InvalidOperationException(_order),
    };

    private int? LowestRow()
    {
        foreach (var job in _waiting)
        {
            if (RunningOf(job) < _limit)
                return job;
        }

        return null;
    }

    private int? LowestRowOfTheTenantThatRunsLeast()
    {
        int? chosen = null;
        foreach (var job in _waiting)
        {
            if (RunningOf(job) < _limit && (chosen is null || RunningOf(job) < RunningOf(chosen.Value)))
                chosen = job;
        }

        return chosen;
    }

    private int? HeadOfTheTenantInFront() => _ring.Count == 0 ? null : _waiting.Find(job => _jobs[job].Tenant == _ring[0]);

    private void Start(int job, long now)
    {
        _starts[job] = now;
        _waiting.Remove(job);
        _running.Add(job);
        _ring.Remove(_jobs[job].Tenant);
        if (_waiting.Exists(other => _jobs[other].Tenant == _jobs[job].Tenant))
            _ring.Add(_jobs[job].Tenant);
    }

    /// <summary>How many jobs of the job's tenant run.</summary>
    private int RunningOf(int job)
    {
        var count = 0;
        foreach (var other in _running)
        {
            if (_jobs[other].Tenant == _jobs[job].Tenant)
                count++;
        }

        return count;
    }

    private long End(int job) => _starts[job]!.Value + _jobs[job].Runtime;

    private static long Seconds(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerSecond == 0 ? time.Ticks / TimeSpan.TicksPerSecond : throw new InvalidOperationException($"{time} is not in whole seconds.");
}
