using Pudding.Events;
using Pudding.Instances;
using Pudding.Lifecycle;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Jobs;

namespace Pudding.Storage.Sqlite.Workers;

internal sealed class SqliteCellStore(SqliteDatabase db) : ICellStore
{
    public ValueTask<CellResult> ApplyAsync(CellCommand command, CancellationToken cancellationToken) => db.WriteAsync(transaction => Apply(transaction, command), cancellationToken);

    public ValueTask<CellState?> FindAsync(CellKey key, CancellationToken cancellationToken) => db.ReadAsync(connection => new Cells(connection).Find(key), cancellationToken);

    public ValueTask<IReadOnlyList<CellState>> ReadInstancesAsync(CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<CellState>>(static connection => new Cells(connection).ReadInstances(), cancellationToken);

    public ValueTask<bool> ForgetAsync(CellKey key, CancellationToken cancellationToken) => db.WriteAsync(
        transaction =>
        {
            if (new Cells(transaction.Db).Find(key) is not { Phase: CellPhase.Retired })
                return false;
            new WorkerTable(transaction).Forget(key);
            return true;
        },
        cancellationToken);

    private static CellResult Apply(Transaction transaction, CellCommand command)
    {
        var cells = new Cells(transaction.Db);
        if (cells.Find(command.Key) is not { } cell)
            return new CellResult(CellStatus.NotFound);
        if ((command.BatonEpoch is { } baton && baton != transaction.Estate.Epoch) || (command.IfEpoch is { } epoch && epoch != cell.Epoch))
            return new CellResult(CellStatus.StaleEpoch, cell);
        var (status, to) = CellTransitions.Decide(cell.Phase, command.Move, cell.Active);
        if (status != CellStatus.Done)
            return new CellResult(status, cell);

        // Before anything is taken from it: a worker that left, without jobs and ready, would be forgotten.
        var workers = new WorkerTable(transaction);
        workers.SetPhase(command.Key, to, command);
        var touched = command.Key.Kind == CellKind.Instance ? workers.WorkersOf(command.Key.Id) : [command.Key.Id];
        if (command.Move == CellMove.ForceRetire)
            Interrupt(transaction, touched, $"Its {command.Key} was retired by {command.Actor}: {command.Reason}");

        var after = cells.Find(command.Key)!;
        transaction.Append(new CellChanged
        {
            Sequence = transaction.NextEvent, At = transaction.Moment.Now, Cell = command.Key, From = cell.Phase, To = to, Active = after.Active,
            Reason = command.Reason, Actor = command.Actor,
        });
        foreach (var worker in touched)
            transaction.Announce(new StoreChange { Kind = StoreChangeKind.Offered, WorkerId = worker });
        return new CellResult(CellStatus.Done, after);
    }

    private static void Interrupt(Transaction transaction, IReadOnlyList<string> workers, string reason)
    {
        var jobs = new JobTable(transaction);
        var book = new JobBook(transaction);
        foreach (var job in jobs.Get(workers.SelectMany(jobs.ActiveOf).Order().ToList()))
            book.Interrupt(job, reason);
        foreach (var worker in workers)
            new WorkerTable(transaction).ForgetIfGone(worker);
    }
}
