#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Models;

/// <summary>Does one operation after the other to a store and to the model, and compares after each.</summary>
internal sealed partial class ModelRun
{
    private static readonly string[] Tenants = ["a/x", "a/y", "b", "a/x", "a/y", "b/z", "a"];

    private readonly FarmDriver _farm;
    private readonly ModelFarm _model = new();
    private readonly EventAudit _audit;
    private readonly List<(LeaseKey Lease, int Key)> _ghosts = [];
    private readonly List<(JobResult Result, int Key)> _results = [];
    private readonly TimeSpan _lease;
    private readonly TimeSpan _timeoutGrace;
    private readonly TimeSpan _cancelGrace;
    private DateTimeOffset _begin;
    private long _newestEvent;
    private long _newestToken;
    private long _newestSession;

    private ModelRun(FarmDriver farm)
    {
        _farm = farm;
        _audit = new EventAudit(farm);
        (_lease, _timeoutGrace, _cancelGrace) = (farm.Units(5.5), farm.Units(1), farm.Units(4.5));
    }

    /// <summary>Runs a sequence against a new store.</summary>
    /// <exception cref="ExpectationException">The store does not do what the model does.</exception>
    public static async Task RunAsync(StoreHarness harness, IReadOnlyList<Operation> operations, CancellationToken stop)
    {
        var run = new ModelRun(await FarmDriver.BeginAsync(harness, stop));
        var done = 0;
        try
        {
            // The first job tells the store's time, from which times of day are counted.
            run._begin = (await run._farm.EnqueueAsync("clock")).EnqueuedAt;
            await run._farm.CancelAsync((await run._farm.HeadsAsync()).Jobs[0].Id);
            run._newestEvent = await run._farm.Store.Events.LatestAsync(stop);
            run._audit.Add(await run._farm.EventsAsync());
            foreach (var operation in operations)
            {
                done++;
                await run.DoAsync(operation);
                await run.CompareAsync();
            }

            await run._audit.CompareAsync();
        }
        catch (ExpectationException broken)
        {
            throw new ModelException(broken.Expected, broken.Seen, run._farm.History, done, broken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            throw new ModelException("a value as the answer to every call", $"{exception.GetType().Name}: {exception.Message}", run._farm.History, done, exception);
        }
    }

    private Task DoAsync(Operation operation) => operation.Kind switch
    {
        OperationKind.Enqueue => EnqueueAsync(operation),
        OperationKind.Repeat => RepeatAsync(operation),
        OperationKind.Connect => ConnectAsync(Pick(_model.Workers, operation.A)),
        OperationKind.Disconnect => DisconnectAsync(Pick(_model.Workers, operation.A)),
        OperationKind.Beat => BeatAsync(operation),
        OperationKind.StaleBeat => StaleBeatAsync(operation),
        OperationKind.Claim => ClaimAsync(operation),
        OperationKind.Sweep => SweepAsync(operation),
        OperationKind.Cancel => CancelAsync(operation),
        OperationKind.Advance => AdvanceAsync(operation),
        OperationKind.Move => MoveAsync(operation),
        OperationKind.Forget => ForgetAsync(Pick(_model.Instances, operation.A)),
        OperationKind.Publish => PublishAsync(operation),
        _ => _farm.TakeBatonBackAsync(),
    };

    private async Task EnqueueAsync(Operation operation)
    {
        var failFast = operation.D % 4 == 0;
        var supersede = operation.D % 5 == 0;
        var count = 1 + (operation.B % 3);
        var delays = new TimeSpan[count];
        var jobs = Enumerable.Range(0, count).Select(i =>
        {
            var dice = (operation.C >> (4 * i)) & 15;
            delays[i] = dice % 5 == 0 ? _farm.Units(2.5) : TimeSpan.Zero;
            return _farm.NewJob(Tenants[supersede ? operation.A % Tenants.Length : (operation.A + (i * (operation.B >> 4))) % Tenants.Length]) with
            {
                Queue = dice % 3 == 0 ? "osx" : "linux",
                Priority = (dice % 4) - 1,
                MaxAttempts = 1 + (dice % 3),
                Backoff = dice % 2 == 0 ? RetryBackoff.None : new RetryBackoff { First = _farm.Units(1.5), Factor = 1, Max = _farm.Units(1.5), Jitter = 0 },
                NotBefore = delays[i] > TimeSpan.Zero ? _begin + _model.Now + delays[i] : null,

                // What a sweep ends must not depend on the order in which it goes through a group that fails fast.
                MaxInfrastructureLosses = failFast ? 1000 : dice % 3,
                Timeout = failFast || dice % 4 != 1 ? _farm.Units(100_000) : _farm.Units(7.5),
                MaxQueueTime = failFast || dice % 6 != 2 ? null : _farm.Units(8.25),
            };
        }).ToList();
        var group = _farm.NewGroup(jobs) with
        {
            FailFast = failFast,
            SupersedeKey = supersede ? $"key {operation.C % 2}" : null,
            SupersedeRunning = supersede && operation.C % 3 == 0,
            IdempotencyKey = operation.C % 7 == 0 ? $"delivery {operation.Id}" : null,
        };
        await EnqueueAsync(group, operation.Id, delays);
    }

    private async Task RepeatAsync(Operation operation)
    {
        if (_model.Groups.Count == 0)
            return;
        var former = Operation.Choose(_model.Groups, static group => group.Key, operation.A).Request;
        await EnqueueAsync(
            operation.B % 3 == 0 || former.IdempotencyKey is null ? former :
            operation.B % 3 == 1 ? former with { Id = _farm.NewGroupId(), Jobs = [_farm.NewJob()] } : former with { Id = _farm.NewGroupId(), Jobs = [_farm.NewJob()], Fingerprint = "other" },
            operation.Id,
            new TimeSpan[former.Jobs.Count]);
    }

    private async Task EnqueueAsync(NewJobGroup group, int key, TimeSpan[] delays)
    {
        var result = await _farm.TryEnqueueAsync(group);
        Expect.Equal("what became of the enqueue", _model.Enqueue(group, key, _farm.Say, delays), result.Status);
        if (result.Status != EnqueueStatus.Enqueued)
            return;
        foreach (var job in result.Group!.Jobs)
            _model.Jobs.Single(known => known.Id == job.Id).Sequence = job.Sequence;
    }

    private async Task ConnectAsync(ModelWorker worker)
    {
        var reply = await _farm.TryConnectAsync(worker.Id, worker.Slots, worker.Queues, worker.Instance?.Id);
        Expect.Equal($"the answer to {worker.Id}, which connects", _model.Connect(worker, reply.Session), reply.Status);
        if (reply.Status != ConnectStatus.Connected)
            return;
        Expect.That(reply.Session > _newestSession, $"a session above {_newestSession}", $"{reply.Session}");
        _newestSession = reply.Session;
    }

    private async Task DisconnectAsync(ModelWorker worker)
    {
        if (worker.EffectivePhase == CellPhase.Retired)
            return;
        _farm.Note($"disconnect {worker.Id}, session {worker.Session}");
        await _farm.Store.Workers.DisconnectAsync(worker.Id, worker.Session, _farm.Stop);
        if (worker.Session != 0)
            _model.Disconnect(worker);
    }

    private async Task ClaimAsync(Operation operation)
    {
        if (_model.Jobs.Count == 0)
            return;
        var ready = _model.Jobs.Where(job => job.IsReady(_model.Now)).ToList();
        var claims = Enumerable.Range(0, 1 + (operation.D % 3)).Select(i =>
        {
            // Mostly what may hold, now and then anything.
            var job = ready.Count > 0 && (operation.C + i) % 8 != 0 ? Operation.Choose(ready, static job => job.Key, operation.A + i) : Operation.Choose(_model.Jobs, static job => job.Key, operation.A + i);
            var worker = Pick(_model.Workers, operation.B + (i * (operation.D >> 4)));
            return (Job: job, Worker: worker, Session: operation.C % 16 == 5 ? worker.Session - 1 : worker.Session);
        }).ToList();
        var epoch = operation.C % 20 == 7 ? _farm.Epoch - 1 : _farm.Epoch;
        var results = await _farm.TryClaimAsync(epoch, _lease, [.. claims.Select(static claim => new Claim(claim.Job.Id, claim.Worker.Id, claim.Session))]);
        for (var i = 0; i < claims.Count; i++)
        {
            var (job, worker, session) = claims[i];
            var what = $"claim {i + 1}, of {job.Name} for {worker.Id}";
            if (epoch != _farm.Epoch)
            {
                Expect.Equal($"{what}, under an old epoch", ClaimStatus.StaleEpoch, results[i].Status);
                continue;
            }

            Judge(what, job, worker, session, results[i], isAlone: claims.Count == 1);
            if (results[i].Status == ClaimStatus.Claimed)
                _ghosts.Add((job.Lease, (operation.Id * 8) + i));
        }
    }

    private void Judge(string what, ModelJob job, ModelWorker worker, long session, ClaimResult result, bool isAlone)
    {
        var obstacles = _model.Obstacles(job, worker, session);
        if (result.Status == ClaimStatus.Claimed)
        {
            Expect.That(obstacles.Count == 0, $"{what}, is refused: {Words.List(obstacles)}{(obstacles.Contains(ClaimStatus.LimitReached) ? $" ({Words.List([.. _model.FullNodes(job.Request.Tenant)])})" : "")}", "it holds");
            Expect.That(result.FencingToken > _newestToken || !isAlone, $"a token above {_newestToken}", $"{result.FencingToken}");
            _newestToken = Math.Max(_newestToken, result.FencingToken);
            if (isAlone)
                Expect.Equal($"whether {what}, is borrowed", _model.WouldBorrow(job.Request.Tenant), result.IsBorrowed);
            _model.Claim(job, worker, result.FencingToken, _lease, result.IsBorrowed);
            return;
        }

        // In a batch, another claim may have been in the way; but a ready job is never called unready.
        var mayBeRefused = obstacles.Contains(result.Status) || (!isAlone && obstacles.Count == 0 && result.Status is ClaimStatus.WorkerUnavailable or ClaimStatus.LimitReached);
        Expect.That(mayBeRefused, obstacles.Count == 0 ? $"{what}, holds" : $"{what}, is refused: {string.Join(" or ", obstacles)}", result.Status.ToString());
        if (result.Status == ClaimStatus.LimitReached && isAlone)
            Expect.That(_model.FullNodes(job.Request.Tenant).Contains(result.LimitedBy), $"{what}, names a node that is full: {Words.List([.. _model.FullNodes(job.Request.Tenant)])}", $"'{result.LimitedBy}'");
    }

    private async Task SweepAsync(Operation operation)
    {
        // A job that is lost after its time in the queue: whether it waits until the next sweep depends on what a sweep does first.
        var keepLeases = operation.B % 4 == 0 || _model.Active.Any(job => job.QueueUntil <= _model.Now);
        var request = new SweepRequest(operation.A % 10 == 0 ? _farm.Epoch - 1 : _farm.Epoch, _timeoutGrace, _cancelGrace, keepLeases);
        var swept = await _farm.SweepAsync(request);
        var expected = request.Epoch == _farm.Epoch ? _model.Sweep(_timeoutGrace, _cancelGrace, request.KeepLeases) : [];
        Expect.SameSet(
            "what the sweep has ended or taken back",
            expected.Select(static job => $"{job.Name} {job.State} {job.Cause}"),
            swept.Select(job => $"{_farm.Say(job.Id)} {job.State} {job.Cause}"));
    }

    private async Task CancelAsync(Operation operation)
    {
        if (_model.Groups.Count == 0)
            return;
        var group = Operation.Choose(_model.Groups, static group => group.Key, operation.A);
        var jobs = operation.B % 2 == 0 ? group.Jobs : [Operation.Choose(_model.Jobs, static job => job.Key, operation.A)];
        var onlyWaiting = operation.C % 4 == 0;
        var cancelled = await _farm.CancelAsync(new CancelRequest
        {
            Group = operation.B % 2 == 0 ? group.Request.Id : null,
            Jobs = operation.B % 2 == 0 ? [] : [jobs[0].Id],
            OnlyWaiting = onlyWaiting,
            Reason = "By chance.",
        });
        var expected = jobs.Where(job => !(onlyWaiting && job.IsActive)).Where(job => _model.Cancel(job, JobCause.CancelRequested)).Select(static job => job.Name);
        Expect.SameSet("the jobs that were cancelled", expected.ToList(), cancelled.Select(_farm.Say));
    }

    private async Task AdvanceAsync(Operation operation)
    {
        int[] steps = [1, 2, 4, 7];
        var units = steps[operation.A % steps.Length];
        await _farm.AdvanceAsync(units);
        _model.Now += _farm.Units(units);
    }

    private async Task MoveAsync(Operation operation)
    {
        var worker = Pick(_model.Workers, operation.A);
        var instance = operation.B % 2 == 0 ? worker.Instance : null;
        if (instance is null ? _model.IsVague(worker) : _model.IsVague(instance))
            return;
        var key = instance is null ? CellKey.Worker(worker.Id) : CellKey.Instance(instance.Id);
        CellMove[] moves = [CellMove.Cordon, CellMove.Uncordon, CellMove.Cordon, CellMove.Uncordon, CellMove.Uncordon, CellMove.Retire, CellMove.ForceRetire];
        var move = moves[operation.C % moves.Length];

        // A worker without an instance that is retired never comes back: that is left to others.
        if (instance is null && move is CellMove.Retire or CellMove.ForceRetire && worker.Instance is null)
            return;
        var result = await _farm.TryMoveAsync(key, move);
        Expect.Equal($"{move} of {key}", _model.Move(key, move), result.Status);
    }

    private async Task ForgetAsync(ModelInstance instance)
    {
        var forgotten = await _farm.Store.Cells.ForgetAsync(CellKey.Instance(instance.Id), _farm.Stop);
        _farm.Note($"forget {instance.Id}: {forgotten}");
        Expect.Equal($"whether {instance.Id}, which is {instance.Phase}, was forgotten", _model.Forget(instance), forgotten);
    }

    private async Task PublishAsync(Operation operation)
    {
        var (x, a) = (TenantPath.Parse("a/x"), TenantPath.Parse("a"));
        KeyValuePair<TenantPath, TenantPolicy>[][] presets =
        [
            [],
            [KeyValuePair.Create(x, new TenantPolicy { MaxConcurrent = 1 })],
            [KeyValuePair.Create(a, new TenantPolicy { MaxConcurrent = 2 })],
            [KeyValuePair.Create(x, new TenantPolicy { Paused = true }), KeyValuePair.Create(a, new TenantPolicy { MaxConcurrent = 3 })],
            [KeyValuePair.Create(a, new TenantPolicy { MaxConcurrent = 1, BorrowIdle = true, BorrowCeiling = 3 })],
        ];
        var policies = new TenantPolicies(defaultLimit: 1 + (operation.B % 3), presets[operation.A % presets.Length]);
        Expect.That(await _farm.TryPublishAsync(policies, _farm.Epoch), "policies published under the newest epoch are taken", "false");
        _model.Policies = policies;
    }

    private static T Pick<T>(IReadOnlyList<T> from, int number) => from[number % from.Count];
}
