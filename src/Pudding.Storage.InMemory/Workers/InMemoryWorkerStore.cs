using Pudding.Events;
using Pudding.Instances;
using Pudding.Storage.InMemory.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.InMemory.Workers;

internal sealed class InMemoryWorkerStore(InMemoryDatabase db, JobBook book) : IWorkerStore
{
    private long _session;

    public ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (db.Workers.Enter(registration) is not { } worker)
                return new(new ConnectReply(ConnectStatus.Retired));
            worker.Session = ++_session;
            worker.Sequence = 0;
            worker.Offered = 0;
            worker.HeardAt = db.Timestamp;
            foreach (var record in worker.NotTaken.ToList())
                book.GiveBack(record, $"Its worker '{worker.Id}' began a new session before it took the job.");
            db.Events.Append(new WorkerConnected
            {
                Sequence = db.Events.Next, At = db.Now, WorkerId = worker.Id, Queues = registration.Queues, Slots = registration.Slots,
            });
            Hint(worker);
            return new(new ConnectReply(ConnectStatus.Connected, worker.Session));
        }
    }

    public ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            var worker = db.Workers.Find(heartbeat.WorkerId);
            return new(Check(worker, heartbeat) is var status && status == HeartbeatStatus.Accepted
                ? TakeIn(worker!, heartbeat)
                : new HeartbeatReply { Status = status });
        }
    }

    public ValueTask<WorkerInbox> ReadInboxAsync(string workerId, long session, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(db.Workers.Find(workerId) is { } worker && worker.Session == session ? Inbox(worker) : WorkerInbox.Empty);
    }

    public ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (db.Workers.Find(workerId) is not { } worker || worker.Session != session || session == 0)
                return ValueTask.CompletedTask;
            worker.Session = 0;
            worker.Offered = 0;
            foreach (var record in worker.NotTaken.ToList())
                book.GiveBack(record, $"Its worker '{workerId}' left before it took the job.");
            db.Workers.ForgetIfGone(worker);
            db.Events.Append(new WorkerDisconnected { Sequence = db.Events.Next, At = db.Now, WorkerId = workerId });
            Hint(worker);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<WorkerCell>> ReadCellsAsync(CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new([.. db.Workers.All.Select(ToCell)]);
    }

    private static HeartbeatStatus Check(WorkerRecord? worker, Heartbeat heartbeat) =>
        worker is null ? HeartbeatStatus.UnknownSession :
        worker.EffectivePhase == CellPhase.Retired ? HeartbeatStatus.Retired :
        worker.Session != heartbeat.Session || heartbeat.Session == 0 ? HeartbeatStatus.UnknownSession :
        heartbeat.Sequence <= worker.Sequence ? HeartbeatStatus.Superseded : HeartbeatStatus.Accepted;

    private HeartbeatReply TakeIn(WorkerRecord worker, Heartbeat heartbeat)
    {
        worker.Sequence = heartbeat.Sequence;
        worker.HeardAt = db.Timestamp;
        foreach (var result in heartbeat.Results)
        {
            if (FindHeld(worker, result.Lease) is { } record)
                book.Finish(record, result.Outcome, result.RanFor);
        }

        var renewed = new List<LeaseKey>();
        var lost = new List<LeaseKey>();
        foreach (var lease in heartbeat.Held)
        {
            if (FindHeld(worker, lease) is { } record)
            {
                book.Renew(record);
                renewed.Add(lease);
            }
            else
            {
                lost.Add(lease);
            }
        }

        var offered = Math.Max(0, heartbeat.FreeSlots - worker.NotTaken.Count());
        if (offered != worker.Offered)
            Hint(worker);
        worker.Offered = offered;
        var inbox = Inbox(worker);
        return new HeartbeatReply
        {
            Status = HeartbeatStatus.Accepted,
            Assignments = inbox.Assignments,
            Cancel = inbox.Cancel,
            IsDraining = worker.EffectivePhase != CellPhase.Ready,
            Renewed = renewed,
            Lost = lost,
            Settled = [.. heartbeat.Results.Select(static result => result.Lease)],
        };
    }

    /// <summary>A lease that the worker has: of a job that was taken back, or claimed again, it has none.</summary>
    private JobRecord? FindHeld(WorkerRecord worker, LeaseKey lease) =>
        db.Jobs.TryFind(lease.JobId, out var record) && record.Worker == worker && record.FencingToken == lease.FencingToken ? record : null;

    private WorkerInbox Inbox(WorkerRecord worker) => worker.Jobs.Count == 0 ? WorkerInbox.Empty : new()
    {
        Assignments = [.. worker.NotTaken.Select(ToAssignment)],
        Cancel = [.. worker.Jobs.Where(static record => record.Progress.CancelRequested).Select(static record => record.Lease)],
    };

    private JobAssignment ToAssignment(JobRecord record) => new()
    {
        Lease = record.Lease,
        GroupId = record.Group.Request.Id,
        Tenant = record.Request.Tenant,
        Queue = record.Request.Queue,
        Name = record.Request.Name,
        Payload = record.Request.Payload,
        SecretNames = record.Request.Secrets,
        Attempt = record.Progress.Attempt + 1,
        Timeout = record.Request.Timeout,
        LeaseDuration = record.LeaseDuration,
        LeaseRemaining = db.Until(record.LeaseUntil),
    };

    private WorkerCell ToCell(WorkerRecord worker)
    {
        var free = Math.Min(worker.Offered, Math.Max(0, worker.Registration.Slots - worker.Jobs.Count));
        return new WorkerCell
        {
            WorkerId = worker.Id,
            Session = worker.Session,
            Queues = worker.Registration.Queues,
            InstanceId = worker.Registration.InstanceId,
            Phase = worker.EffectivePhase,
            Slots = worker.Registration.Slots,
            Active = worker.Jobs.Count,
            Offered = worker.EffectivePhase == CellPhase.Ready ? free : 0,
            SilentFor = db.Since(worker.HeardAt),
        };
    }

    private void Hint(WorkerRecord worker) => db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Offered, WorkerId = worker.Id });
}
