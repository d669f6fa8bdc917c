using Microsoft.Extensions.Logging;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Storage;

namespace Pudding.Pools;

/// <summary>One pool: observes, decides, and acts, round by round, while this host schedules. Level-triggered: a round that fails is made up for by the next.</summary>
internal sealed class PoolController(PoolDescriptor pool, IInstanceProvider provider, PoolEnvironment environment)
{
    private const int MostLaunchesInARound = 10;

    private readonly string _actor = ActorOf(pool);
    private readonly PoolMemory _memory = new(environment.Checkpoints, pool.Name);
    private PoolObserver _observer = NewObserver(pool, environment);
    private PoolRecord _record = new();
    private LaunchBrake _brake = new(environment.Clock);
    private long _epoch;
    private int _launched;
    private int _retired;
    private volatile bool _isEmptying;

    /// <summary>What the last round has seen.</summary>
    public PoolStatus Status { get; private set; } = new() { Pool = pool.Name };

    public string Name => pool.Name;

    public TimeSpan Interval => pool.Options.Interval;

    /// <summary>Whether the next round should come soon.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Whether this host schedules, as of the last round.</summary>
    public bool IsActive => _epoch != 0;

    /// <summary>How many rounds were made to their end.</summary>
    public int Rounds { get; private set; }

    public void Empty() => _isEmptying = true;

    public async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!environment.Baton.IsHeld)
        {
            _epoch = 0;
            Status = new PoolStatus { Pool = pool.Name };
            return;
        }

        if (_epoch != environment.Baton.Epoch)
            await BeginAsync(environment.Baton.Epoch, cancellationToken).ConfigureAwait(false);

        // The provider before the store: what is new in the store is never judged by an old listing.
        var listing = await ListAsync(cancellationToken).ConfigureAwait(false);
        var cells = (await environment.Cells.ReadInstancesAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(static cell => cell.Key.Id, StringComparer.Ordinal);
        var workers = (await environment.Workers.ReadCellsAsync(cancellationToken).ConfigureAwait(false)).ToLookup(static worker => worker.InstanceId, StringComparer.Ordinal);
        await AdoptAsync(listing, cancellationToken).ConfigureAwait(false);
        var members = _observer.Observe(_record.Intents, listing, cells, workers, provider.Capabilities.TokenMemory);
        _brake.ReleaseFor(members.Where(static member => member.Status == PoolInstanceStatus.Ready).Select(static member => member.Intent.DecidedAt));
        var demand = await environment.AskDemandAsync(pool.Options, cancellationToken).ConfigureAwait(false);

        var plan = PoolPlanner.Plan(Goal, members, demand);
        var added = await AddLaunchesAsync(plan, members.Count, cancellationToken).ConfigureAwait(false);
        members = [.. members, .. added];
        Show(members, demand);
        await ActAsync(plan, added, cancellationToken).ConfigureAwait(false);
        IsBusy = members.Any(static member => member.Status is not (PoolInstanceStatus.Ready or PoolInstanceStatus.HeldBack));
        Rounds++;
    }

    private PoolGoal Goal => new(pool.Options.Min, pool.Options.Max, pool.Options.Slots, pool.Options.IdleTimeout, _isEmptying);

    private async ValueTask BeginAsync(long epoch, CancellationToken cancellationToken)
    {
        _record = await _memory.ReadAsync(cancellationToken).ConfigureAwait(false);
        _observer = NewObserver(pool, environment);
        _brake = new LaunchBrake(environment.Clock);
        _epoch = epoch;
    }

    private async ValueTask<IReadOnlyDictionary<Guid, ProviderInstance>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, ProviderInstance>();
        await foreach (var page in provider.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var instance in page.Instances)
            {
                if (instance.Pool == pool.Name && instance.IntentId is { } intent)
                    found[intent] = instance;
            }

            if (page.IsLast)
                return found;
        }

        throw new ProviderException(ProviderError.Unavailable($"The listing of provider '{provider.Name}' ended before it was complete."));
    }

    /// <summary>Writes new wishes down before anyone is asked to fulfil them.</summary>
    private async ValueTask<IReadOnlyList<PoolMember>> AddLaunchesAsync(PoolPlan plan, int present, CancellationToken cancellationToken)
    {
        var count = _brake.IsOn ? 0 : Math.Min(plan.Launches, MostLaunchesInARound);
        if (count == 0)
            return [];
        if (await FindImageAsync(cancellationToken).ConfigureAwait(false) is not { } image)
            return [];
        var decidedAt = DateTimeOffset.FromUnixTimeSeconds(environment.Clock.GetUtcNow().ToUnixTimeSeconds());
        var added = Enumerable.Range(0, count)
            .Select(_ => new PoolIntent { Id = environment.Ids.Next(), DecidedAt = decidedAt, Image = image.Id })
            .Select(intent => new PoolMember
            {
                Intent = intent, InstanceId = intent.InstanceIdIn(pool.Name), Status = PoolInstanceStatus.Launching, FreeSlots = pool.Options.Slots,
            })
            .ToList();
        await SaveAsync(new PoolRecord { Intents = [.. _record.Intents, .. added.Select(static member => member.Intent)] }, cancellationToken).ConfigureAwait(false);
        _launched += count;
        Log.Grows(environment.Logger, pool.Name, count, present + count);
        return added;
    }

    /// <summary>What the provider has for this pool and nobody remembers (a store that forgets was started anew) is the pool's all the same.</summary>
    private async ValueTask AdoptAsync(IReadOnlyDictionary<Guid, ProviderInstance> listing, CancellationToken cancellationToken)
    {
        var known = _record.Intents.Select(static intent => intent.Id).ToHashSet();
        var found = listing.Where(one => one.Value.State != InstanceState.Terminated && !known.Contains(one.Key))
            .Select(static one => new PoolIntent { Id = one.Key, DecidedAt = one.Value.LaunchedAt, Image = one.Value.Image })
            .ToList();
        if (found.Count == 0)
            return;
        foreach (var intent in found)
            Log.Adopts(environment.Logger, pool.Name, intent.InstanceIdIn(pool.Name), listing[intent.Id].Id);
        await SaveAsync(new PoolRecord { Intents = [.. _record.Intents, .. found] }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Without one, nothing is launched, and the rest of the round goes on.</summary>
    private async ValueTask<ResolvedImage?> FindImageAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await provider.ResolveImageAsync(pool.Options.Image, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception)
        {
            Log.NoImage(environment.Logger, pool.Name, pool.Options.Image, exception.Error);
            _brake.Pull(exception.Error.RetryAfter);
            return null;
        }
    }

    private async ValueTask ActAsync(PoolPlan plan, IReadOnlyList<PoolMember> added, CancellationToken cancellationToken)
    {
        await LaunchAsync([.. MembersOf(plan, PoolStepKind.Launch), .. added], cancellationToken).ConfigureAwait(false);
        foreach (var step in plan.Steps)
            await MoveAsync(step, cancellationToken).ConfigureAwait(false);
        await TerminateAsync([.. plan.Steps.Where(static step => step.Kind == PoolStepKind.Terminate)], cancellationToken).ConfigureAwait(false);
        await BuryAsync([.. MembersOf(plan, PoolStepKind.Bury)], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask LaunchAsync(IReadOnlyList<PoolMember> members, CancellationToken cancellationToken)
    {
        foreach (var batch in members.Chunk(provider.Capabilities.MaxLaunchBatch))
        {
            var results = await provider.LaunchAsync([.. batch.Select(RequestOf)], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
                await SettleAsync(batch[i], results[i], cancellationToken).ConfigureAwait(false);
        }
    }

    private LaunchRequest RequestOf(PoolMember member) => new LaunchRequest
    {
        IntentId = member.Intent.Id,
        Attempt = 1,
        Pool = pool.Name,
        Image = member.Intent.Image,
        Bootstrap = environment.Bootstrap.For(pool, member.Intent),
        Spec = pool.Options.Spec.AsReadOnly(),
    }.WithToken();

    private async ValueTask SettleAsync(PoolMember member, LaunchResult result, CancellationToken cancellationToken)
    {
        if (result.IsLaunched)
        {
            Log.Launched(environment.Logger, pool.Name, member.InstanceId, result.Instance.Id);
            return;
        }

        Log.NotLaunched(environment.Logger, pool.Name, member.InstanceId, result.Status, result.Error);
        if (result.Status != LaunchStatus.Rejected)
            return; // it may be there: the next round asks again with the same token
        _brake.Pull(result.Error.RetryAfter);
        await DropAsync([member], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask MoveAsync(PoolStep step, CancellationToken cancellationToken)
    {
        switch (step.Kind)
        {
            case PoolStepKind.Cordon:
                if (await ApplyAsync(CellMove.Cordon, step, cancellationToken).ConfigureAwait(false) && step.Member.Active == 0)
                    await RetireAsync(step, cancellationToken).ConfigureAwait(false); // refused, should a job have come in between
                break;
            case PoolStepKind.Uncordon:
                await ApplyAsync(CellMove.Uncordon, step, cancellationToken).ConfigureAwait(false);
                break;
            case PoolStepKind.Retire:
                await RetireAsync(step, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask RetireAsync(PoolStep step, CancellationToken cancellationToken)
    {
        if (!await ApplyAsync(CellMove.Retire, step, cancellationToken).ConfigureAwait(false))
            return;
        _retired++;
        Log.Retired(environment.Logger, pool.Name, step.Member.InstanceId, step.Reason);
    }

    private async ValueTask<bool> ApplyAsync(CellMove move, PoolStep step, CancellationToken cancellationToken)
    {
        var command = new CellCommand
        {
            Key = CellKey.Instance(step.Member.InstanceId), Move = move, BatonEpoch = _epoch, Reason = step.Reason, Actor = _actor,
        };
        return (await environment.Cells.ApplyAsync(command, cancellationToken).ConfigureAwait(false)).Status is CellStatus.Done or CellStatus.NoChange;
    }

    /// <summary>Only what never takes a job again, or has never had one.</summary>
    private async ValueTask TerminateAsync(IReadOnlyList<PoolStep> steps, CancellationToken cancellationToken)
    {
        var ids = new List<PoolStep>();
        foreach (var step in steps.Where(static step => step.Member.Seen is { State: not (InstanceState.ShuttingDown or InstanceState.Terminated) }))
        {
            // One that never came up may have come up since: then it is not for the provider to end.
            if (step.Member.Cell is not null
                || await environment.Cells.FindAsync(CellKey.Instance(step.Member.InstanceId), cancellationToken).ConfigureAwait(false) is null)
                ids.Add(step);
        }

        foreach (var batch in ids.Chunk(provider.Capabilities.MaxTerminateBatch))
        {
            foreach (var step in batch)
                Log.Terminates(environment.Logger, pool.Name, step.Member.InstanceId, step.Reason);
            foreach (var result in await provider.TerminateAsync([.. batch.Select(static step => step.Member.Seen!.Id)], cancellationToken).ConfigureAwait(false))
            {
                if (!result.IsAccepted)
                    Log.NotTerminated(environment.Logger, pool.Name, result.Id, result.Error);
            }
        }
    }

    private async ValueTask BuryAsync(IReadOnlyList<PoolMember> members, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            if (member.Cell is null)
            {
                Log.NeverReady(environment.Logger, pool.Name, member.InstanceId, member.Seen?.StateReason);
                _brake.Pull(wait: null);
            }

            if (member.Cell is { Phase: not CellPhase.Retired })
            {
                Log.Lost(environment.Logger, pool.Name, member.InstanceId, member.Active, member.Seen?.StateReason);
                await ApplyAsync(CellMove.ForceRetire, new PoolStep(PoolStepKind.Bury, member, "The instance is gone."), cancellationToken).ConfigureAwait(false);
            }

            await environment.Control.ForgetAsync(CellKey.Instance(member.InstanceId), cancellationToken).ConfigureAwait(false);
        }

        await DropAsync(members, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DropAsync(IReadOnlyList<PoolMember> members, CancellationToken cancellationToken)
    {
        if (members.Count == 0)
            return;
        var gone = members.Select(static member => member.Intent.Id).ToHashSet();
        await SaveAsync(new PoolRecord { Intents = [.. _record.Intents.Where(intent => !gone.Contains(intent.Id))] }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SaveAsync(PoolRecord record, CancellationToken cancellationToken)
    {
        if (!await _memory.SaveAsync(record, _epoch, cancellationToken).ConfigureAwait(false))
            throw new InvalidOperationException($"Another host schedules by now; pool '{pool.Name}' is its business.");
        _record = record;
    }

    private void Show(IReadOnlyList<PoolMember> members, int? demand) => Status = new PoolStatus
    {
        Pool = pool.Name,
        Demand = demand,
        Launched = _launched,
        Retired = _retired,
        Instances = [.. members.OrderBy(static member => member.Intent.DecidedAt).ThenBy(static member => member.InstanceId, StringComparer.Ordinal).Select(ToInstance)],
    };

    private static PoolInstance ToInstance(PoolMember member) => new()
    {
        InstanceId = member.InstanceId, ProviderId = member.Seen?.Id, Status = member.Status, Active = member.Active, DecidedAt = member.Intent.DecidedAt,
    };

    private static IEnumerable<PoolMember> MembersOf(PoolPlan plan, PoolStepKind kind) => plan.Steps.Where(step => step.Kind == kind).Select(static step => step.Member);

    /// <summary>As whom the pool changes cells, and knows which it has changed.</summary>
    private static string ActorOf(PoolDescriptor pool) => $"pool {pool.Name}";

    private static PoolObserver NewObserver(PoolDescriptor pool, PoolEnvironment environment) =>
        new(pool.Name, ActorOf(pool), pool.Options, environment.Options.LeaseDuration, environment.Clock);
}
