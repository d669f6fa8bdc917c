using Pudding.Events;
using Pudding.Instances;
using Pudding.Lifecycle;
using Pudding.Storage.InMemory.Jobs;

namespace Pudding.Storage.InMemory.Workers;

internal sealed class InMemoryCellStore(InMemoryDatabase db, JobBook book) : ICellStore
{
    public ValueTask<CellResult> ApplyAsync(CellCommand command, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(Apply(command));
    }

    public ValueTask<CellState?> FindAsync(CellKey key, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(db.Workers.Find(key)?.ToState());
    }

    public ValueTask<IReadOnlyList<CellState>> ReadInstancesAsync(CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new([.. db.Workers.Instances.Select(static instance => ((ICellRecord)instance).ToState())]);
    }

    public ValueTask<bool> ForgetAsync(CellKey key, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (db.Workers.Find(key) is not { Phase.Phase: CellPhase.Retired } cell)
                return new(false);
            db.Workers.Forget(cell);
            return new(true);
        }
    }

    private CellResult Apply(CellCommand command)
    {
        if (db.Workers.Find(command.Key) is not { } cell)
            return new CellResult(CellStatus.NotFound);
        if ((command.BatonEpoch is { } baton && baton != db.Baton.Epoch) || (command.IfEpoch is { } epoch && epoch != cell.Phase.Epoch))
            return new CellResult(CellStatus.StaleEpoch, cell.ToState());

        var (status, to) = CellTransitions.Decide(cell.Phase.Phase, command.Move, cell.Jobs.Count());
        if (status != CellStatus.Done)
            return new CellResult(status, cell.ToState());

        // Before anything is taken from it: a worker that left, without jobs and ready, would be forgotten.
        var from = cell.Phase.Phase;
        cell.Phase.Set(to, command, db.Now);
        if (command.Move == CellMove.ForceRetire)
        {
            foreach (var record in cell.Jobs.ToList())
                book.Interrupt(record, $"Its {command.Key} was retired by {command.Actor}: {command.Reason}");
        }

        db.Events.Append(new CellChanged
        {
            Sequence = db.Events.Next, At = db.Now, Cell = command.Key, From = from, To = to, Active = cell.Jobs.Count(),
            Reason = command.Reason, Actor = command.Actor,
        });
        foreach (var worker in cell is InstanceRecord instance ? instance.Workers : [(WorkerRecord)cell])
            db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Offered, WorkerId = worker.Id });
        return new CellResult(CellStatus.Done, cell.ToState());
    }
}
