using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Workers;

/// <summary>Cordons cells and waits until nothing is active on them: woken by hints, and looking again now and then should one be lost.</summary>
internal sealed class CellDrainer(
    ICellStore cells, IWorkerStore workers, IJobStore jobs, IOptions<PuddingOptions> options, TimeProvider clock) : IChangeListener
{
    private readonly Lock _gate = new();
    private readonly List<Drain> _drains = [];

    public async Task<DrainOutcome> DrainAsync(CellKey cell, DrainRequest request, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        using var drain = Enter(cell);
        var cordon = await ApplyAsync(CellMove.Cordon, cell, request, ifEpoch: null, cancellationToken).ConfigureAwait(false);
        if (cordon.Status is CellStatus.NotFound or CellStatus.WrongPhase)
            return Outcome(cordon.Status == CellStatus.NotFound ? DrainStatus.NotFound : DrainStatus.Retired, cordon.Cell);

        while (true)
        {
            var state = await cells.FindAsync(cell, cancellationToken).ConfigureAwait(false);
            if (state?.Phase != CellPhase.Draining)
                return Outcome(EndOf(state), state);

            var left = request.Deadline - clock.GetElapsedTime(since);
            var running = await ReadJobsAsync(drain, cancellationToken).ConfigureAwait(false);
            request.Progress?.Report(new DrainProgress { Jobs = running, Elapsed = clock.GetElapsedTime(since), Left = left < TimeSpan.Zero ? TimeSpan.Zero : left });
            if (state.Active == 0)
                return Outcome(DrainStatus.Drained, state);
            if (left <= TimeSpan.Zero)
            {
                if (!request.InterruptAtDeadline)
                    return Outcome(DrainStatus.DeadlinePassed, state, running);
                var forced = await ApplyAsync(CellMove.ForceRetire, cell, request, state.Epoch, cancellationToken).ConfigureAwait(false);
                if (forced.Status == CellStatus.Done)
                    return Outcome(DrainStatus.Interrupted, forced.Cell, running);
                continue; // someone else was faster: look at what they did
            }

            var pause = options.Value.HeartbeatInterval;
            await drain.Signal.WaitAsync(left < pause ? left.Value : pause, cancellationToken).ConfigureAwait(false);
        }

        DrainOutcome Outcome(DrainStatus status, CellState? state, IReadOnlyList<DrainingJob>? left = null) =>
            new() { Status = status, Cell = state, Jobs = left ?? [], Took = clock.GetElapsedTime(since) };
    }

    public void OnChange(in StoreChange change)
    {
        if (change.Kind is not (StoreChangeKind.Ended or StoreChangeKind.Offered or StoreChangeKind.Missed))
            return;
        lock (_gate)
        {
            foreach (var drain in _drains)
            {
                if (change.Kind == StoreChangeKind.Missed || (change.WorkerId is { } worker && drain.Workers.Contains(worker)))
                    drain.Signal.Set();
            }
        }
    }

    private static DrainStatus EndOf(CellState? state) => state?.Phase switch
    {
        null => DrainStatus.NotFound,
        CellPhase.Retired => DrainStatus.Retired,
        _ => DrainStatus.Uncordoned,
    };

    private ValueTask<CellResult> ApplyAsync(CellMove move, CellKey cell, DrainRequest request, long? ifEpoch, CancellationToken cancellationToken) =>
        cells.ApplyAsync(new CellCommand { Key = cell, Move = move, IfEpoch = ifEpoch, Reason = request.Reason, Actor = request.Actor }, cancellationToken);

    private async ValueTask<IReadOnlyList<DrainingJob>> ReadJobsAsync(Drain drain, CancellationToken cancellationToken)
    {
        if (drain.Cell.Kind == CellKind.Instance)
        {
            var all = await workers.ReadCellsAsync(cancellationToken).ConfigureAwait(false);
            drain.Workers = all.Where(worker => worker.InstanceId == drain.Cell.Id).Select(static worker => worker.WorkerId).ToHashSet(StringComparer.Ordinal);
        }

        var running = new List<DrainingJob>();
        foreach (var job in await jobs.ReadActiveAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!drain.Workers.Contains(job.WorkerId))
                continue;
            if (!drain.Names.TryGetValue(job.Id, out var name))
                drain.Names[job.Id] = name = (await jobs.FindJobAsync(job.Id, cancellationToken).ConfigureAwait(false))?.Name;
            running.Add(new DrainingJob
            {
                Id = job.Id, Name = name, Tenant = job.Tenant, Queue = job.Queue, WorkerId = job.WorkerId, HeldFor = job.HeldFor,
            });
        }

        running.Sort(static (a, b) => b.HeldFor.CompareTo(a.HeldFor));
        return running;
    }

    private Drain Enter(CellKey cell)
    {
        var drain = new Drain(this, cell, new WakeSignal(clock));
        lock (_gate)
            _drains.Add(drain);
        return drain;
    }

    private sealed class Drain(CellDrainer drainer, CellKey cell, WakeSignal signal) : IDisposable
    {
        private volatile HashSet<string> _workers = cell.Kind == CellKind.Worker ? [cell.Id] : [];

        public CellKey Cell => cell;

        public WakeSignal Signal => signal;

        /// <summary>Whose hints concern it. Replaced, never changed.</summary>
        public HashSet<string> Workers
        {
            get => _workers;
            set => _workers = value;
        }

        public Dictionary<JobId, string?> Names { get; } = [];

        public void Dispose()
        {
            lock (drainer._gate)
            {
                drainer._drains.Remove(this);
                signal.Dispose();
            }
        }
    }
}
