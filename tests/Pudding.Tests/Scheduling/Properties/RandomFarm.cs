using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>A farm on virtual time that a seed makes up and drives: jobs come, run and end, workers come and go, operators change their minds.</summary>
internal sealed class RandomFarm
{
    private const int MostWaiting = 60;

    private readonly Random _random;
    private readonly FarmPlan _plan;
    private readonly Findings _findings;
    private readonly WatchedScheduler _scheduler;
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly List<FarmWorker> _workers = [];
    private readonly List<FarmLoad> _loads = [];
    private readonly HashSet<AccountJob> _waiting = [];
    private long _now;
    private long _planned;
    private long _wakesAt = long.MaxValue;
    private int _tenants;

    public RandomFarm(int seed, Findings findings)
    {
        findings.Scenario = $"seed {seed}";
        _findings = findings;
        _random = new Random(seed);
        _plan = new FarmPlan(_random);
        _scheduler = new WatchedScheduler(_plan.Options, findings);
        _tenants = _plan.Leaves.Length;
        _now = _random.NextInt64(3650 * TimeSpan.TicksPerDay);
        foreach (var node in _plan.Leaves.SelectMany(FarmPlan.Path).Distinct().OrderBy(static node => node.Depth))
            _scheduler.SetPolicy(node, _plan.RandomPolicy(node), withOthers: false);
        MakeWorkers();
        MakeLoads();
        if (_plan.Changes)
            Every(6, Change);
        if (_plan.ComesAndGoes)
            Every(8, ComeAndGo);
        Every(5, Tidy);
    }

    public void Run(long dispatches)
    {
        var (end, events) = (_findings.Dispatches + dispatches, dispatches * 20);
        while (_findings.Dispatches < end && events-- > 0 && _events.TryDequeue(out var happens, out var at))
        {
            _now = at.At;
            happens();
        }
    }

    private void At(long time, Action happens) => _events.Enqueue(happens, (time, ++_planned));

    private void Every(double runtimes, Action happens) => At(_now + _plan.Runtimes(runtimes), () =>
    {
        happens();
        Dispatch();
        Every(runtimes, happens);
    });

    private void MakeWorkers()
    {
        var queues = _plan.Queues.Select(_scheduler.Queue).ToList();
        for (var i = 1 + _random.Next(5); i > 0; i--)
        {
            var served = queues.Where(_ => _plan.Chance(0.6)).DefaultIfEmpty(queues[_random.Next(queues.Count)]).OrderBy(_ => _random.Next()).ToList();
            var heartbeat = _plan.Chance(0.2) ? 0 : 1 + (long)(_plan.Runtime * Math.Pow(10, (_random.NextDouble() * 1.7) - 1));
            var worker = new FarmWorker(served, heartbeat) { Slots = 1 + _random.Next(_plan.Chance(0.2) ? 20 : 4), WaitsForHeartbeat = heartbeat > 0 && _plan.Chance(0.3) };
            _workers.Add(worker);
            if (heartbeat > 0)
                At(_now + _random.NextInt64(heartbeat), () => Beat(worker));
        }
    }

    private void MakeLoads()
    {
        var pairs = (from leaf in _plan.Leaves.Distinct() from queue in _plan.Queues where queue == _plan.Queues[0] || _plan.Chance(0.7) select (leaf, queue)).ToList();
        var takesOver = _plan.Chance(0.3);
        foreach (var (leaf, queue) in pairs)
        {
            var load = _plan.RandomLoad(leaf, _scheduler.Queue(queue), pairs.Count, _workers.Sum(static worker => worker.Slots));
            _loads.Add(load);
            At(_now + load.NextPause(_random), () => Come(load));
            var worker = _workers[_random.Next(_workers.Count)];
            if (takesOver && worker.Jobs.Count < worker.Slots && worker.Queues.Contains(load.Queue))
                Runs(worker, _scheduler.AddRunning(leaf, load.Queue, _now - _plan.Runtimes(1)), load.NextRuntime(_random));
        }
    }

    private void Come(FarmLoad load)
    {
        At(_now + load.NextPause(_random), () => Come(load));
        for (var i = load.IsActive && _waiting.Count < MostWaiting * _loads.Count ? 1 + _random.Next((2 * load.Batch) - 1) : 0; i > 0; i--)
        {
            var job = _scheduler.Add(load.Tenant, load.Queue, _plan.Chance(0.1) ? _random.Next(3) : 0);
            job.Runtime = load.NextRuntime(_random);
            if (job.Leaf.Waiting.Count > MostWaiting)
                _scheduler.Remove(job);
            else
                Waits(job);
        }

        Dispatch();
    }

    private void Waits(AccountJob job)
    {
        _waiting.Add(job);
        if (!_plan.Chance(_plan.Cancels))
            return;
        At(_now + _plan.Runtimes(3), () =>
        {
            if (_waiting.Remove(job))
                _scheduler.Remove(job);
        });
    }

    private void Beat(FarmWorker worker)
    {
        foreach (var job in worker.Jobs)
            _scheduler.Charge(job, _now);
        At(_now + worker.Heartbeat, () => Beat(worker));
        if (worker.WaitsForHeartbeat)
            Dispatch(worker);
        else
            Dispatch();
    }

    private void Dispatch()
    {
        var first = _random.Next(_workers.Count);
        for (var i = 0; i < _workers.Count; i++)
        {
            if (_workers[(first + i) % _workers.Count] is { WaitsForHeartbeat: false } worker)
                Dispatch(worker);
        }
    }

    private void Dispatch(FarmWorker worker)
    {
        while (worker.Jobs.Count < worker.Slots && _scheduler.TryStart(worker.Queues, _now) is { } job)
        {
            _waiting.Remove(job);
            Runs(worker, job, job.Runtime);
            if (_plan.Chance(_plan.Refuses))
                Ends(job, _plan.Runtimes(0.2), Return);
        }

        if (_scheduler.NextTokenAt is not { } token || token.Ticks >= _wakesAt)
            return;
        var at = _wakesAt = Math.Max(token.Ticks, _now);
        At(at, () =>
        {
            if (_wakesAt == at)
                _wakesAt = long.MaxValue;
            Dispatch();
        });
    }

    private void Runs(FarmWorker worker, AccountJob job, long runtime)
    {
        job.Worker = worker;
        worker.Jobs.Add(job);
        var lost = _plan.Chance(_plan.Loses);
        var cancelled = _plan.Chance(_plan.Cancels);
        Ends(job, lost || cancelled ? (long)(runtime * _random.NextDouble()) : runtime, lost ? Lose : cancelled ? _scheduler.Remove : Finish);
    }

    /// <summary>Plans an end of a job's run, which another may come before.</summary>
    private void Ends(AccountJob job, long after, Action<AccountJob> end)
    {
        var start = job.Start;
        At(_now + after, () =>
        {
            if (job.Start != start || !job.IsRunning)
                return;
            job.Worker!.Jobs.Remove(job);
            end(job);
            Dispatch();
        });
    }

    private void Finish(AccountJob job) => _scheduler.Finish(job, _now);

    private void Lose(AccountJob job) => _scheduler.Release(job, _now);

    private void Return(AccountJob job)
    {
        _scheduler.Return(job);
        Waits(job);
    }

    private void Change()
    {
        var load = _loads[_random.Next(_loads.Count)];
        var path = FarmPlan.Path(load.Tenant).ToList();
        var node = path[_random.Next(path.Count)];
        if (_scheduler.SetPolicy(node, _plan.RandomPolicy(node), withOthers: _plan.Chance(0.2)))
            _findings.Count("changes of a policy");
        load.Runtime = Math.Clamp(load.Runtime * Math.Pow(10, _random.NextDouble() - 0.5), _plan.Runtime * 0.02, _plan.Runtime * 30);
        var worker = _workers[_random.Next(_workers.Count)];
        if (_plan.Chance(0.5))
            worker.Slots = Math.Max(0, worker.Slots + _random.Next(5) - 2);
        if (_workers.Sum(static worker => worker.Slots) == 0)
            worker.Slots = 1;
    }

    private void ComeAndGo()
    {
        var load = _loads[_random.Next(_loads.Count)];
        load.IsActive = !load.IsActive;
        if (load.IsActive && _plan.Chance(0.5) && _scheduler.Account.Nodes < 50)
            load.Tenant = _plan.RandomLeaf(_tenants++);
    }

    private void Tidy()
    {
        if (_plan.Chance(0.3))
            _scheduler.ForgetIdle();
        if (_plan.Chance(0.1))
            _scheduler.Clone();
        if (_waiting.Count > 0 && _waiting.ElementAt(_random.Next(_waiting.Count)) is var job && job.Leaf.Waiting.Contains(job))
            _scheduler.Reprioritise(job, _random.Next(4));
    }
}
