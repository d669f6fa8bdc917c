using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.Sqlite.Workers;

internal sealed class SqliteWorkerStore(SqliteDatabase db) : IWorkerStore
{
    public ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => Connect(transaction, registration), cancellationToken);

    public ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => new HeartbeatCall(transaction).Run(heartbeat), cancellationToken);

    public ValueTask<WorkerInbox> ReadInboxAsync(string workerId, long session, CancellationToken cancellationToken) => db.WriteAsync(
        transaction => new WorkerTable(transaction).Find(workerId) is { } worker && worker.Session == session ? new Inbox(transaction, worker).Deliver() : WorkerInbox.Empty,
        cancellationToken);

    public async ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken) =>
        await db.WriteAsync(transaction => Disconnect(transaction, workerId, session), cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<WorkerCell>> ReadCellsAsync(CancellationToken cancellationToken) => db.ReadAsync(ReadCells, cancellationToken);

    private static ConnectReply Connect(Transaction transaction, WorkerRegistration registration)
    {
        if (new WorkerTable(transaction).Enter(registration) is not { } session)
            return new ConnectReply(ConnectStatus.Retired);
        var book = new JobBook(transaction);
        foreach (var job in NotTaken(transaction, registration.WorkerId).Where(static job => !job.WasDelivered))
            book.GiveBack(job, $"Its worker '{registration.WorkerId}' began a new session before it took the job.");
        transaction.Append(new WorkerConnected
        {
            Sequence = transaction.NextEvent, At = transaction.Moment.Now, WorkerId = registration.WorkerId, Queues = registration.Queues, Slots = registration.Slots,
        });
        Hint(transaction, registration.WorkerId);
        return new ConnectReply(ConnectStatus.Connected, session);
    }

    private static bool Disconnect(Transaction transaction, string id, long session)
    {
        var workers = new WorkerTable(transaction);
        if (workers.Find(id) is not { } worker || worker.Session != session || session == 0)
            return false;
        worker.Session = 0;
        worker.Offered = 0;
        workers.Update(worker);
        var book = new JobBook(transaction);
        foreach (var job in NotTaken(transaction, id))
            book.GiveBack(job, $"Its worker '{id}' left before it took the job.");
        workers.ForgetIfGone(id);
        transaction.Append(new WorkerDisconnected { Sequence = transaction.NextEvent, At = transaction.Moment.Now, WorkerId = id });
        Hint(transaction, id);
        return true;
    }

    private static List<JobRow> NotTaken(Transaction transaction, string worker)
    {
        var jobs = new JobTable(transaction);
        return [.. jobs.Get(jobs.ActiveOf(worker)).Where(static job => job.State == JobState.Assigned)];
    }

    private static void Hint(Transaction transaction, string worker) => transaction.Announce(new StoreChange { Kind = StoreChangeKind.Offered, WorkerId = worker });

    private IReadOnlyList<WorkerCell> ReadCells(Connection connection)
    {
        var moment = db.Moment;
        var cells = new List<WorkerCell>();
        using var rows = connection.Query(WorkerRow.Query);
        while (rows.Read())
        {
            var worker = WorkerRow.Read(rows);
            cells.Add(new WorkerCell
            {
                WorkerId = worker.Id,
                Session = worker.Session,
                Queues = worker.Queues,
                InstanceId = worker.InstanceId,
                Phase = worker.EffectivePhase,
                Slots = worker.Slots,
                Active = worker.Active,
                Offered = worker.EffectivePhase == CellPhase.Ready ? Math.Min(worker.Offered, Math.Max(0, worker.Slots - worker.Active)) : 0,
                SilentFor = moment.Since(worker.HeardAt),
            });
        }

        return cells;
    }
}
