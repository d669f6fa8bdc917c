using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.Sqlite.Workers;

/// <summary>What waits for a worker.</summary>
internal sealed class Inbox
{
    private readonly Transaction _transaction;
    private readonly JobTable _jobs;
    private readonly WorkerRow _worker;
    private readonly List<JobRow> _waiting;

    public Inbox(Transaction transaction, WorkerRow worker)
    {
        (_transaction, _worker) = (transaction, worker);
        _jobs = new JobTable(transaction);
        _waiting = [.. _jobs.Get(_jobs.Sequences(
            "SELECT seq FROM job WHERE worker = ?1 AND state IN (2, 3) AND (cancel_requested OR state = 2) ORDER BY token", worker.Id))];
    }

    /// <summary>How many jobs were claimed for the worker that it has not acknowledged.</summary>
    public int NotTaken => _waiting.Count(static job => job.State == JobState.Assigned);

    /// <summary>Reads it, and notes that it was handed over.</summary>
    public WorkerInbox Deliver() => _waiting.Count == 0 ? WorkerInbox.Empty : new WorkerInbox
    {
        Assignments = [.. _waiting.Where(job => job.State == JobState.Assigned && job.Session == _worker.Session).Select(Deliver)],
        Cancel = [.. _waiting.Where(static job => job.Progress.CancelRequested).Select(static job => job.Lease)],
    };

    private JobAssignment Deliver(JobRow job)
    {
        if (!job.WasDelivered)
            _jobs.SetDelivered(job);
        using var content = _transaction.Db.Query("SELECT payload, content_type, secrets FROM job_content WHERE seq = ?1", job.Sequence);
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
            LeaseRemaining = _transaction.Moment.Until(job.LeaseUntil.GetValueOrDefault()),
        };
    }
}
