using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Simulated;

/// <summary>What people and fate do to an estate: work comes, is cancelled and superseded; limits change; hosts, workers, the store and the clock misbehave. Each run has its own
/// choice of these.</summary>
internal sealed partial class Troubles
{
    private static readonly TenantPath[] Tenants = [.. ((string[])["a/x", "a/y", "b/x", "c/p/q", "c/p/r", "d"]).Select(TenantPath.Parse)];
    private static readonly TenantPath[] Nodes = [.. Tenants, .. ((string[])["a", "b", "c", "c/p"]).Select(TenantPath.Parse)];
    private static readonly string[] Queues = ["linux", "linux", "osx"];

    private readonly Estate _estate;
    private readonly Dice _dice;
    private readonly List<(Action Do, int Weight)> _deeds;
    private readonly List<JobId> _jobs = [];
    private readonly List<JobGroupId> _groups = [];
    private int _keys;
    private int _workers;
    private int _outages;
    private bool _isOver;

    public Troubles(Estate estate)
    {
        _estate = estate;
        _dice = estate.Dice;
        (Action Do, int Weight)[] all =
        [
            (Cancel, 3), (ChangeLimits, 4), (KillHost, 2), (StopHost, 2), (PauseHost, 4), (StartHost, 3), (FreezeWorker, 4), (KillWorker, 3), (RestartWorker, 4),
            (ReplaceFrozenWorker, 4), (DrainWorker, 2), (Cordon, 3), (Uncordon, 4), (Retire, 2), (RetireByForce, 1), (LoseStore, 2), (SetClock, 3), (Forge, 6), (DecideWrongly, 6),
        ];
        _deeds = [(Enqueue, 12), .. all.Where(_ => _dice.Chance(0.6))];
        _estate.Forgery = _dice.Chance(0.5) ? 0.1 : 0;
    }

    public void Begin()
    {
        for (var i = 0; i < 2; i++)
            _estate.AddHost();
        for (var i = 0; i < 3; i++)
            AddWorker();
        for (var i = 0; i < 3; i++)
            Enqueue();
        Next();
    }

    /// <summary>Makes everything whole that was broken: what is left to do can be done.</summary>
    public void End()
    {
        _isOver = true;
        _estate.Clear();
        _estate.Forgery = 0;
        foreach (var host in _estate.Hosts)
            host.GoOn();
        while (_estate.Hosts.Count(static host => !host.IsDead) < 2)
            _estate.AddHost();
        foreach (var twins in _estate.Workers.Where(static worker => !worker.IsDead).GroupBy(static worker => worker.Id, StringComparer.Ordinal).ToList())
        {
            foreach (var older in twins.SkipLast(1).ToList())
                older.Die();
            twins.Last().Thaw();
        }

        foreach (var cell in _estate.Truth.ReadCells().Where(static cell => cell.Phase == CellPhase.Draining))
        {
            Move(CellKey.Worker(cell.WorkerId), CellMove.Uncordon);
            if (cell.InstanceId is { } instance)
                Move(CellKey.Instance(instance), CellMove.Uncordon);
        }

        _estate.AddWorker(new WorkerRegistration { WorkerId = "last", Slots = 2, Queues = ["linux", "osx"] });
        Publish(new TenantPolicies(2));
    }

    private void Next() => _estate.Agenda.In(_dice.Seconds(0, 15), () =>
    {
        if (_isOver)
            return;
        var throwOf = _dice.Below(_deeds.Sum(static deed => deed.Weight));
        foreach (var (deed, weight) in _deeds)
        {
            throwOf -= weight;
            if (throwOf >= 0)
                continue;
            deed();
            break;
        }

        Next();
    });

    private void Enqueue()
    {
        var tenant = _dice.Of(Tenants);
        var isNewest = _dice.Chance(0.3);
        var request = new JobGroupRequest
        {
            IdempotencyKey = $"key{++_keys}",
            Name = $"key{_keys}",
            FailFast = _dice.Chance(0.3),
            SupersedeKey = isNewest ? "main" : null,
            SupersedeRunning = isNewest && _dice.Chance(0.5),
            Jobs = [.. Enumerable.Range(0, _dice.From(1, 4)).Select(_ => NewJob(isNewest || _dice.Chance(0.7) ? tenant : _dice.Of(Tenants)))],
        };
        _ = EnqueueAsync(request);
    }

    private JobRequest NewJob(TenantPath tenant) => new()
    {
        Tenant = tenant,
        Queue = _dice.Of(Queues),
        Priority = _dice.Below(3),
        MaxAttempts = _dice.From(1, 3),
        MaxInfrastructureLosses = _dice.Chance(0.5) ? _dice.Below(3) : null,
        Timeout = _dice.Chance(0.5) ? _dice.Seconds(5, 100) : null,
        Backoff = _dice.Chance(0.5) ? RetryBackoff.None : new RetryBackoff { First = TimeSpan.FromSeconds(5) },
        NotBefore = _dice.Chance(0.2) ? _estate.StoreClock.GetUtcNow() + _dice.Seconds(-60, 240) : null,
        MaxQueueTime = _dice.Chance(0.2) ? _dice.Seconds(1, 200) : null,
    };

    /// <summary>A client says the same again, to whichever host is there, until it is answered.</summary>
    private async Task EnqueueAsync(JobGroupRequest request)
    {
        if (_estate.PickHost() is not { } host)
        {
            _estate.Agenda.In(TimeSpan.FromSeconds(1), () => _ = EnqueueAsync(request));
            return;
        }

        var isAnswered = false;
        _estate.Agenda.In(TimeSpan.FromSeconds(30), () =>
        {
            if (!isAnswered)
                _ = EnqueueAsync(request);
        });
        try
        {
            var group = await host.Client.EnqueueAsync(request, CancellationToken.None).ConfigureAwait(false);
            isAnswered = true;
            _estate.Ledger.Promise(request, group);
            if (_groups.Contains(group.Id))
                return;
            _groups.Add(group.Id);
            _jobs.AddRange(group.Jobs.Select(static job => job.Id));
        }
        catch (JobStoreUnavailableException)
        {
            // The time above brings the next try.
        }
        catch (Exception exception)
        {
            _estate.Complain($"Enqueueing failed: {exception}");
        }
    }

    private void Cancel()
    {
        if (_jobs.Count == 0 || _estate.PickHost() is not { } host)
            return;
        var all = _dice.Chance(0.4);
        _ = Try(all
            ? host.Client.CancelGroupAsync(_dice.Of(_groups), "not needed", _dice.Chance(0.5))
            : host.Client.CancelJobAsync(_dice.Of(_jobs), "not needed"));
    }

    private async Task Try(Task call)
    {
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (JobStoreUnavailableException)
        {
            // Nobody asks again.
        }
        catch (Exception exception)
        {
            _estate.Complain($"A client's call failed: {exception}");
        }
    }

    private void ChangeLimits()
    {
        var policies = new TenantPolicies(_dice.From(0, 3));
        foreach (var node in Nodes.Where(_ => _dice.Chance(0.4)))
        {
            int? limit = _dice.Chance(0.6) ? _dice.From(0, 4) : null;
            policies = policies.With(node, new TenantPolicy
            {
                MaxConcurrent = limit,
                Paused = _dice.Chance(0.15),
                BorrowIdle = _dice.Chance(0.3) is var borrows && borrows,
                BorrowCeiling = borrows && _dice.Chance(0.7) ? (limit ?? 0) + _dice.From(0, 2) : null,
                Weight = _dice.From(1, 3),
            });
        }

        Publish(policies);
    }

    private void Publish(TenantPolicies policies)
    {
        var defaults = new PolicyDefaults
        {
            DefaultLimit = policies.DefaultLimit,
            Tenants = policies.Own.ToDictionary(static tenant => tenant.Key, static tenant => new TenantSettings
            {
                MaxConcurrent = tenant.Value.MaxConcurrent,
                Paused = tenant.Value.Paused,
                BorrowIdle = tenant.Value.BorrowIdle,
                BorrowCeiling = tenant.Value.BorrowCeiling,
                Weight = tenant.Value.Weight,
            }),
        };
        _estate.Truth.Publish(defaults, _estate.Ledger.Epoch);
    }

    private void KillHost() => Host()?.Die();

    private void StopHost() => Host()?.Stop();

    private void StartHost()
    {
        if (_estate.Hosts.Count(static host => !host.IsDead) < 3)
            _estate.AddHost();
    }

    private void PauseHost()
    {
        var time = _dice.Chance(0.5) ? _dice.Seconds(0, 5) : _dice.Seconds(10, 90);
        if (Host() is not { } host)
            return;
        _estate.Write($"{host.Name} stands still for {time}");
        host.StandStill(time);
    }

    private SimHost? Host() => _estate.PickHost();

    private SimWorker? Worker() => _estate.Workers.Where(static worker => !worker.IsDead).ToList() is { Count: > 0 } alive ? _dice.Of(alive) : null;

    private void AddWorker() => _estate.AddWorker(new WorkerRegistration
    {
        WorkerId = $"w{++_workers}",
        InstanceId = _workers % 3 == 0 ? null : $"i{_workers / 3}",
        Slots = _dice.From(1, 3),
        Queues = _dice.Chance(0.5) ? ["linux"] : ["linux", "osx"],
    });

    private void FreezeWorker() => Worker()?.Freeze(_dice.Chance(0.5) ? _dice.Seconds(1, 20) : _dice.Seconds(20, 200));

    private void KillWorker()
    {
        Worker()?.Die();
        if (_estate.Workers.Count(static worker => !worker.IsDead) < 2)
            AddWorker();
    }

    private void RestartWorker()
    {
        if (Worker() is not { } worker)
            return;
        worker.Die();
        _estate.AddWorker(worker.Registration);
    }

    /// <summary>Whoever looks after it takes a frozen process for dead; it is not, and comes back.</summary>
    private void ReplaceFrozenWorker()
    {
        if (Worker() is not { } worker)
            return;
        worker.Freeze(_dice.Seconds(0, 60));
        _estate.AddWorker(worker.Registration);
        _estate.Agenda.In(_dice.Seconds(5, 150), worker.Die);
    }

    private void DrainWorker()
    {
        Worker()?.Drain();
        AddWorker();
    }

    private void Cordon()
    {
        if (Worker() is { } worker)
            Move(Cell(worker), CellMove.Cordon);
    }

    private void Uncordon()
    {
        if (Worker() is not { } worker)
            return;
        Move(CellKey.Worker(worker.Id), CellMove.Uncordon);
        if (worker.Registration.InstanceId is { } instance)
            Move(CellKey.Instance(instance), CellMove.Uncordon);
    }

    private void Retire()
    {
        if (Worker() is not { } worker)
            return;
        Move(Cell(worker), CellMove.Cordon);
        Move(Cell(worker), CellMove.Retire);
        AddWorker();
    }

    /// <summary>First the machine is gone, then this is said of it.</summary>
    private void RetireByForce()
    {
        if (Worker() is not { } worker)
            return;
        foreach (var gone in _estate.Workers.Where(other => other.Id == worker.Id).ToList())
            gone.Die();
        Move(CellKey.Worker(worker.Id), CellMove.ForceRetire);
        AddWorker();
    }

    private CellKey Cell(SimWorker worker) =>
        worker.Registration.InstanceId is { } instance && _dice.Chance(0.5) ? CellKey.Instance(instance) : CellKey.Worker(worker.Id);

    private void Move(CellKey cell, CellMove move) => _estate.Truth.Apply(new CellCommand { Key = cell, Move = move, Reason = "so it goes", Actor = "fate" });

    private void LoseStore()
    {
        var outage = ++_outages;
        _estate.Write("the store is away");
        _estate.IsStoreAway = true;
        _estate.Agenda.In(_dice.Chance(0.5) ? _dice.Seconds(1, 20) : _dice.Seconds(60, 150), () =>
        {
            if (outage != _outages)
                return;
            _estate.Write("the store is back");
            _estate.IsStoreAway = false;
        });
    }

    /// <summary>By an hour at most, so that what is scheduled becomes due before the end.</summary>
    private void SetClock() => _estate.StoreClock.Skew = _dice.Chance(0.5) ? _dice.Seconds(-1800, 1800) : _dice.Seconds(-10, 10);
}
