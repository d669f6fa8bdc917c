using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>Reads and writes the jobs of one transaction.</summary>
internal sealed class JobTable(Transaction transaction)
{
    private readonly Connection _db = transaction.Db;

    public JobRow? Find(JobId id)
    {
        using var row = _db.Query($"SELECT {JobRow.Columns} FROM job WHERE id = ?1", id.Value);
        return row.Read() ? JobRow.Read(row, transaction.Places.Get) : null;
    }

    /// <summary>The jobs whose places in the order a query has found.</summary>
    public IEnumerable<JobRow> Get(IEnumerable<long> sequences) => sequences.Select(Get);

    public bool Exists(JobId id) => _db.Scalar("SELECT 1 FROM job WHERE id = ?1", id.Value) is not null;

    /// <summary>Those that a worker has.</summary>
    public List<long> ActiveOf(string worker) => Sequences("SELECT seq FROM job WHERE worker = ?1 AND state IN (2, 3) ORDER BY seq", worker);

    public List<long> Sequences(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var found = new List<long>();
        using var rows = _db.Query(sql, values);
        while (rows.Read())
            found.Add(rows.Integer(0));
        return found;
    }

    public void Insert(JobRow job, NewJob request)
    {
        var progress = job.Progress;
        _db.Execute(
            """
            INSERT INTO job (seq, id, group_id, place, rank, state, later, max_attempts, max_losses, timeout, enqueued_utc, max_queue_time, ready_at, queue_until, not_before_utc, name, backoff)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            """,
            job.Sequence, job.Id.Value, job.GroupId.Value, job.Place.Id, job.Rank, (long)progress.State, job.IsLater, request.MaxAttempts, request.MaxInfrastructureLosses, request.Timeout,
            job.EnqueuedAt, request.MaxQueueTime, job.ReadyAt, job.QueueUntil, job.NotBefore, request.Name,
            request.Backoff == RetryBackoff.None ? default : SqlValue.Utf8(StoreJson.Write(request.Backoff)));
        _db.Execute(
            "INSERT INTO job_content (seq, payload, content_type, secrets, rerun_of) VALUES (?1, ?2, ?3, ?4, ?5)",
            job.Sequence, request.Payload.Bytes, request.Payload.ContentType,
            request.Secrets.Count == 0 ? default : SqlValue.Utf8(StoreJson.Write(request.Secrets)), request.RerunOf?.Value);
    }

    public void Update(JobRow job)
    {
        var progress = job.Progress;
        _db.Execute(
            """
            UPDATE job SET state = ?2, later = ?3, attempt = ?4, losses = ?5, cause = ?6, cancel_requested = ?7, borrowed = ?8, delivered = ?9, token = ?10, session = ?11, lease = ?12,
            lease_until = ?13, ready_at = ?14, queue_until = ?15, claimed_at = ?16, running_since = ?17, cancel_asked_at = ?18, ended_at = ?19,
            not_before_utc = ?20, started_utc = ?21, finished_utc = ?22, worker = ?23, instance = ?24, reason = ?25
            WHERE seq = ?1
            """,
            job.Sequence, (long)progress.State, job.IsLater, progress.Attempt, progress.InfrastructureLosses, (long)progress.Cause, progress.CancelRequested, job.IsBorrowed, job.WasDelivered,
            job.FencingToken, job.Session, job.LeaseDuration, job.LeaseUntil, job.ReadyAt, job.QueueUntil, job.ClaimedAt, job.RunningSince, job.CancelAskedAt, job.EndedAt,
            job.NotBefore, job.StartedAt, job.FinishedAt, job.WorkerId, job.InstanceId, progress.Reason);
    }

    /// <summary>Puts a job where those are looked for that could start.</summary>
    public void AddReady(JobRow job) => _db.Execute("INSERT OR IGNORE INTO ready (place, rank, job) VALUES (?1, ?2, ?3)", job.Place.Id, job.Rank, job.Sequence);

    public void RemoveReady(long place, long rank, long job) => _db.Execute("DELETE FROM ready WHERE place = ?1 AND rank = ?2 AND job = ?3", place, rank, job);

    /// <summary>A lease that holds longer changes nothing that is looked for.</summary>
    public void Renew(JobRow job) => _db.Execute("UPDATE job SET lease_until = ?2 WHERE seq = ?1", job.Sequence, job.LeaseUntil);

    public void SetDelivered(JobRow job) => _db.Execute("UPDATE job SET delivered = 1 WHERE seq = ?1", job.Sequence);

    private JobRow Get(long sequence)
    {
        using var row = _db.Query($"SELECT {JobRow.Columns} FROM job WHERE seq = ?1", sequence);
        return row.Read() ? JobRow.Read(row, transaction.Places.Get) : throw new InvalidOperationException($"Job {sequence} is gone.");
    }
}
