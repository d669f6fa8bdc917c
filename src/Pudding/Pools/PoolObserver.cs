using Pudding.Instances;
using Pudding.Storage;

namespace Pudding.Pools;

/// <summary>Puts together what provider and store say of a pool's instances, and remembers what neither does: since when one is idle, how often one was not to be seen.</summary>
internal sealed class PoolObserver(string pool, string actor, PoolOptions options, TimeSpan silenceLimit, TimeProvider clock)
{
    /// <summary>An instance is gone when this many complete listings in a row lack it: one alone may be a lagging replica's.</summary>
    private const int ListingsToBeGone = 2;

    private readonly Dictionary<Guid, long> _idleSince = [];
    private readonly Dictionary<Guid, int> _missing = [];
    private readonly HashSet<Guid> _seen = [];
    private readonly Dictionary<Guid, DateTimeOffset> _lastUp = [];

    /// <param name="intents">The wishes.</param>
    /// <param name="listing">A complete listing, read before the cells.</param>
    /// <param name="instances">The cells of instances.</param>
    /// <param name="workers">The workers.</param>
    /// <param name="tokenMemory">How long a launch may be repeated.</param>
    public IReadOnlyList<PoolMember> Observe(
        IReadOnlyList<PoolIntent> intents,
        IReadOnlyDictionary<Guid, ProviderInstance> listing,
        IReadOnlyDictionary<string, CellState> instances,
        ILookup<string?, WorkerCell> workers,
        TimeSpan tokenMemory)
    {
        var now = clock.GetTimestamp();
        Forget(intents);
        return [.. intents.Select(intent => Observe(intent, listing.GetValueOrDefault(intent.Id), instances, workers, tokenMemory, now))];
    }

    private PoolMember Observe(
        PoolIntent intent,
        ProviderInstance? seen,
        IReadOnlyDictionary<string, CellState> instances,
        ILookup<string?, WorkerCell> workers,
        TimeSpan tokenMemory,
        long now)
    {
        Count(intent, seen);
        if (instances.ContainsKey(intent.InstanceIdIn(pool)))
            _lastUp[intent.Id] = clock.GetUtcNow();
        var id = intent.InstanceIdIn(pool);
        var cell = instances.GetValueOrDefault(id);
        var there = workers[id].Where(static worker => worker.Session != 0).ToList();
        var status = StatusOf(intent, seen, cell, there, tokenMemory);
        var slots = there.Count > 0 ? there.Sum(static worker => worker.Slots) : options.Slots;
        var active = cell?.Active ?? 0;
        if (status != PoolInstanceStatus.Ready || active > 0)
            _idleSince.Remove(intent.Id);
        else
            _idleSince.TryAdd(intent.Id, now);
        return new PoolMember
        {
            Intent = intent,
            InstanceId = id,
            Status = status,
            Seen = seen,
            Cell = cell,
            Active = active,
            FreeSlots = Math.Max(0, slots - active),
            IdleFor = _idleSince.TryGetValue(intent.Id, out var since) ? clock.GetElapsedTime(since, now) : TimeSpan.Zero,
        };
    }

    private void Count(PoolIntent intent, ProviderInstance? seen)
    {
        if (seen is null)
        {
            _missing[intent.Id] = _missing.GetValueOrDefault(intent.Id) + 1;
            return;
        }

        _seen.Add(intent.Id);
        _missing.Remove(intent.Id);
    }

    private PoolInstanceStatus StatusOf(PoolIntent intent, ProviderInstance? seen, CellState? cell, List<WorkerCell> there, TimeSpan tokenMemory)
    {
        if (IsGone(intent, seen, cell, tokenMemory))
            return PoolInstanceStatus.Gone;
        if (cell is null)
        {
            return seen is null && !_seen.Contains(intent.Id) ? PoolInstanceStatus.Launching
                : clock.GetUtcNow() - BeganToBoot(intent) > options.BootTimeout ? PoolInstanceStatus.Overdue
                : PoolInstanceStatus.Booting;
        }

        return cell.Phase switch
        {
            CellPhase.Retired => PoolInstanceStatus.Retired,
            CellPhase.Draining => cell.Actor == actor ? PoolInstanceStatus.Draining : PoolInstanceStatus.HeldBack,
            CellPhase.Ready when there.Count > 0 && there.TrueForAll(worker => worker.SilentFor > silenceLimit) => PoolInstanceStatus.Silent,
            CellPhase.Ready => PoolInstanceStatus.Ready,
            _ => PoolInstanceStatus.HeldBack, // a phase of a newer version
        };
    }

    private bool IsGone(PoolIntent intent, ProviderInstance? seen, CellState? cell, TimeSpan tokenMemory)
    {
        if (seen is not null)
            return seen.State == InstanceState.Terminated;

        // One that was never seen may still come, as long as its launch may be repeated. Should it come later still, it is adopted.
        var wasThere = _seen.Contains(intent.Id) || cell is not null;
        var patience = options.BootTimeout < tokenMemory ? options.BootTimeout : tokenMemory;
        return wasThere ? _missing.GetValueOrDefault(intent.Id) >= ListingsToBeGone : clock.GetUtcNow() - intent.DecidedAt > patience;
    }

    /// <summary>A worker that has left takes its cell along; when it comes back, it boots anew.</summary>
    private DateTimeOffset BeganToBoot(PoolIntent intent) => _lastUp.TryGetValue(intent.Id, out var up) ? up : intent.DecidedAt;

    private void Forget(IReadOnlyList<PoolIntent> intents)
    {
        var known = intents.Select(static intent => intent.Id).ToHashSet();
        _seen.IntersectWith(known);
        foreach (var id in _idleSince.Keys.Except(known).ToList())
            _idleSince.Remove(id);
        foreach (var id in _lastUp.Keys.Except(known).ToList())
            _lastUp.Remove(id);
        foreach (var id in _missing.Keys.Except(known).ToList())
            _missing.Remove(id);
    }
}
