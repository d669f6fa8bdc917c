using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.Sqlite.Workers;

/// <summary>What waits for a worker.</summary>
internal sealed class Inbox(Transaction transaction)
{
    private readonly JobTable _jobs = new(transaction);

    /// <summary>The jobs claimed for a worker that it has not acknowledged.</summary>
    public int CountNotTaken(WorkerRow worker) => (int)transaction.Db.Scalar("SELECT count(*) FROM job WHERE worker = ?1 AND state IN (2, 3) AND state = 2", worker.Id)!;

    /// <summary>Reads it, and notes that it was handed over.</summary>
    public WorkerInbox Read(WorkerRow worker)
    {
        var jobs = _jobs.Get(_jobs.Sequences(
            "SELECT seq FROM job WHERE worker = ?1 AND state IN (2, 3) AND (cancel_requested OR state = 2) ORDER BY token", worker.Id)).ToList();
        if (jobs.Count == 0)
            return WorkerInbox.Empty;
        return new WorkerInbox
        {
            Assignments = [.. jobs.Where(job => job.State == JobState.Assigned && job.Session == worker.Session).Select(Deliver)],
            Cancel = [.. jobs.Where(static job => job.Progress.CancelRequested).Select(static job => job.Lease)],
        };
    }

    private JobAssignment Deliver(JobRow job)
    {
        if (!job.WasDelivered)
            _jobs.SetDelivered(job);
        using var content = transaction.Db.Query("SELECT payload, content_type, secrets FROM job_content WHERE seq = ?1", job.Sequence);
        content.Read();
        return new JobAssignment
        {
            Lease = job.Lease,
            GroupId = job.GroupId,
            Tenant = job.Place.Tenant,
            Queue = job.Place.Queue,
            Name = job.Name,
            Payload = new JobPayload { Bytes = content.Bytes(0).ToArray(), ContentType = content.Text(1) },
            SecretNames = content.IsNull(2) ? [] : StoreJson.ReadNames(content.Bytes(2)),
            Attempt = job.Progress.Attempt + 1,
            Timeout = job.Terms.Timeout,
            LeaseDuration = job.LeaseDuration,
            LeaseRemaining = transaction.Moment.Until(job.LeaseUntil.GetValueOrDefault()),
        };
    }
}
