using Pudding.Events;
using Pudding.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.InMemory;

internal sealed class InMemoryWorkerStore(InMemoryDatabase db, JobBook book) : IWorkerStore
{
    private long _session;

    public ValueTask<long> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            if (!db.Cells.TryGetValue(registration.WorkerId, out var cell))
                db.Cells[registration.WorkerId] = cell = new CellRecord(registration);
            foreach (var record in cell.Jobs.Where(static record => record.Job.State == JobState.Assigned).ToList())
                book.GiveBack(record, $"Its worker '{registration.WorkerId}' began a new session before it took the job.");
            db.Cells[registration.WorkerId] = cell; // giving back may have emptied and removed it
            cell.Registration = registration;
            cell.Session = ++_session;
            cell.Sequence = 0;
            cell.Offered = 0;
            cell.HeardAt = db.Timestamp;
            db.Events.Append(new WorkerConnected
            {
                At = db.Now, WorkerId = registration.WorkerId, Queues = registration.Queues, Slots = registration.Slots,
            });
            Hint(registration.WorkerId);
            return new(cell.Session);
        }
    }

    public ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            if (!db.Cells.TryGetValue(heartbeat.WorkerId, out var cell) || cell.Session != heartbeat.Session || heartbeat.Session == 0)
                return new(new HeartbeatReply { Status = HeartbeatStatus.UnknownSession });
            if (heartbeat.Sequence <= cell.Sequence)
                return new(new HeartbeatReply { Status = HeartbeatStatus.Superseded });

            cell.Sequence = heartbeat.Sequence;
            cell.HeardAt = db.Timestamp;
            foreach (var result in heartbeat.Results)
            {
                if (FindHeld(cell, result.Lease) is { } record)
                    book.Finish(record, result.Outcome, result.RanFor);
            }

            var renewed = new List<LeaseKey>();
            var lost = new List<LeaseKey>();
            foreach (var lease in heartbeat.Held)
            {
                if (FindHeld(cell, lease) is { } record)
                {
                    book.Renew(record);
                    renewed.Add(lease);
                }
                else
                {
                    lost.Add(lease);
                }
            }

            var offered = Math.Max(0, heartbeat.FreeSlots - cell.Jobs.Count(static record => record.Job.State == JobState.Assigned));
            if (offered != cell.Offered)
                Hint(heartbeat.WorkerId);
            cell.Offered = offered;
            var inbox = Inbox(cell);
            return new(new HeartbeatReply
            {
                Status = HeartbeatStatus.Accepted,
                Assignments = inbox.Assignments,
                Cancel = inbox.Cancel,
                Renewed = renewed,
                Lost = lost,
                Settled = [.. heartbeat.Results.Select(static result => result.Lease)],
            });
        }
    }

    public ValueTask<WorkerInbox> ReadInboxAsync(string workerId, long session, CancellationToken cancellationToken)
    {
        lock (db.Gate)
            return new(db.Cells.TryGetValue(workerId, out var cell) && cell.Session == session ? Inbox(cell) : WorkerInbox.Empty);
    }

    public ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            if (!db.Cells.TryGetValue(workerId, out var cell) || cell.Session != session || session == 0)
                return ValueTask.CompletedTask;
            cell.Session = 0;
            cell.Offered = 0;
            foreach (var record in cell.Jobs.Where(static record => record.Job.State == JobState.Assigned).ToList())
                book.GiveBack(record, $"Its worker '{workerId}' left before it took the job.");
            if (cell.Jobs.Count == 0)
                db.Cells.Remove(workerId);
            db.Events.Append(new WorkerDisconnected { At = db.Now, WorkerId = workerId });
            Hint(workerId);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<WorkerCell>> ReadCellsAsync(CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            return new([.. db.Cells.Values.Select(cell => new WorkerCell
            {
                WorkerId = cell.Registration.WorkerId,
                Session = cell.Session,
                Queues = cell.Registration.Queues,
                Slots = cell.Registration.Slots,
                Active = cell.Jobs.Count,
                Offered = Math.Min(cell.Offered, Math.Max(0, cell.Registration.Slots - cell.Jobs.Count)),
                SilentFor = db.Since(cell.HeardAt),
            })]);
        }
    }

    private static JobRecord? FindHeld(CellRecord cell, LeaseKey lease)
    {
        foreach (var record in cell.Jobs)
        {
            if (record.Lease == lease)
                return record;
        }

        return null;
    }

    private WorkerInbox Inbox(CellRecord cell) => new()
    {
        Assignments = [.. cell.Jobs.Where(static record => record.Job.State == JobState.Assigned).Select(ToAssignment)],
        Cancel = [.. cell.Jobs.Where(static record => record.Job.CancelRequested).Select(static record => record.Lease)],
    };

    private JobAssignment ToAssignment(JobRecord record) => new()
    {
        Lease = record.Lease,
        GroupId = record.Job.GroupId,
        Tenant = record.Job.Tenant,
        Queue = record.Job.Queue,
        Name = record.Job.Name,
        Payload = record.Job.Payload,
        Attempt = record.Job.Attempt + 1,
        Timeout = record.Job.Timeout,
        LeaseDuration = record.LeaseDuration,
        LeaseRemaining = db.Until(record.LeaseUntil),
        SecretNames = record.Job.Secrets,
    };

    private void Hint(string workerId) => db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Offered, WorkerId = workerId });
}
