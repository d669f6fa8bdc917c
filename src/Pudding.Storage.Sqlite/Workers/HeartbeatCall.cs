using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.Sqlite.Workers;

/// <summary>One call of <see cref="IWorkerStore.HeartbeatAsync"/>.</summary>
internal sealed class HeartbeatCall(Transaction transaction)
{
    private readonly WorkerTable _workers = new(transaction);
    private readonly JobTable _jobs = new(transaction);
    private readonly JobBook _book = new(transaction);

    public HeartbeatReply Run(Heartbeat heartbeat)
    {
        var worker = _workers.Find(heartbeat.WorkerId);
        return Check(worker, heartbeat) is var status && status == HeartbeatStatus.Accepted
            ? TakeIn(worker!, heartbeat)
            : new HeartbeatReply { Status = status };
    }

    private static HeartbeatStatus Check(WorkerRow? worker, Heartbeat heartbeat) =>
        worker is null ? HeartbeatStatus.UnknownSession :
        worker.EffectivePhase == CellPhase.Retired ? HeartbeatStatus.Retired :
        worker.Session != heartbeat.Session || heartbeat.Session == 0 ? HeartbeatStatus.UnknownSession :
        heartbeat.Sequence <= worker.Sequence ? HeartbeatStatus.Superseded : HeartbeatStatus.Accepted;

    private HeartbeatReply TakeIn(WorkerRow worker, Heartbeat heartbeat)
    {
        foreach (var result in heartbeat.Results)
        {
            if (FindHeld(worker, result.Lease) is { } job)
                _book.Finish(job, result.Outcome, result.RanFor);
        }

        var renewed = new List<LeaseKey>();
        var lost = new List<LeaseKey>();
        foreach (var lease in heartbeat.Held)
        {
            if (FindHeld(worker, lease) is { } job)
            {
                _book.Renew(job);
                renewed.Add(lease);
            }
            else
            {
                lost.Add(lease);
            }
        }

        var inbox = new Inbox(transaction, worker);
        var offered = Math.Max(0, heartbeat.FreeSlots - inbox.NotTaken);
        if (offered != worker.Offered)
            transaction.Announce(new StoreChange { Kind = StoreChangeKind.Offered, WorkerId = worker.Id });
        worker.Offered = offered;
        worker.Sequence = heartbeat.Sequence;
        worker.HeardAt = transaction.Moment.Time;
        _workers.Update(worker);
        var content = inbox.Deliver();
        return new HeartbeatReply
        {
            Status = HeartbeatStatus.Accepted,
            Assignments = content.Assignments,
            Cancel = content.Cancel,
            IsDraining = worker.EffectivePhase != CellPhase.Ready,
            Renewed = renewed,
            Lost = lost,
            Settled = [.. heartbeat.Results.Select(static result => result.Lease)],
        };
    }

    /// <summary>A lease that the worker has: of a job that was taken back, or claimed again, it has none.</summary>
    private JobRow? FindHeld(WorkerRow worker, LeaseKey lease) =>
        _jobs.Find(lease.JobId) is { } job && job.State.IsActive() && job.WorkerId == worker.Id && job.FencingToken == lease.FencingToken ? job : null;
}
