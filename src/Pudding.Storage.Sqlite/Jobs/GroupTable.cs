using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>Reads and writes the groups of one transaction.</summary>
internal sealed class GroupTable(Transaction transaction)
{
    private readonly Connection _db = transaction.Db;

    public GroupRow? Find(JobGroupId id) => First($"SELECT {GroupRow.Columns} FROM job_group WHERE id = ?1", id.Value);

    public GroupRow? FindByKey(string? idempotencyKey) => idempotencyKey is null ? null
        : First($"SELECT {GroupRow.Columns} FROM job_group WHERE idempotency_key = ?1 AND idempotency_key IS NOT NULL", idempotencyKey);

    /// <summary>The groups of a tenant with a key that are not over, the oldest first.</summary>
    public List<GroupRow> FindSuperseded(TenantPath tenant, string key)
    {
        var found = new List<GroupRow>();
        using var rows = _db.Query(
            $"SELECT {GroupRow.Columns} FROM job_group WHERE tenant = ?1 AND supersede_key = ?2 AND supersede_key IS NOT NULL AND finished IS NULL ORDER BY first_job",
            tenant.Value, key);
        while (rows.Read())
            found.Add(GroupRow.Read(rows));
        return found;
    }

    public void Insert(NewJobGroup request, long firstJob) => _db.Execute(
        """
        INSERT INTO job_group (id, name, first_job, jobs, open, fail_fast, enqueued_utc, enqueued, fingerprint, idempotency_key, tenant, supersede_key, rerun_of)
        VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """,
        request.Id.Value, request.Name, firstJob, request.Jobs.Count, request.FailFast, transaction.Moment.Now, transaction.Moment.Time, request.Fingerprint, request.IdempotencyKey,
        request.SupersedeKey is null ? null : request.Jobs[0].Tenant.Value, request.SupersedeKey, request.RerunOf?.Value);

    public void SetSupersededBy(JobGroupId group, JobGroupId by) => _db.Execute("UPDATE job_group SET superseded_by = ?2 WHERE id = ?1", group.Value, by.Value);

    /// <summary>Counts a job that is over.</summary>
    /// <returns>The group after that.</returns>
    public GroupRow Count(JobGroupId group, JobState final) => First(
        $"UPDATE job_group SET open = open - 1, failed = failed + ?2, cancelled = cancelled + ?3 WHERE id = ?1 RETURNING {GroupRow.Columns}",
        group.Value, final == JobState.Failed, final == JobState.Cancelled)!;

    public void Finish(JobGroupId group) => _db.Execute("UPDATE job_group SET finished = ?2 WHERE id = ?1", group.Value, transaction.Moment.Time);

    private GroupRow? First(string sql, params ReadOnlySpan<SqlValue> values)
    {
        using var row = _db.Query(sql, values);
        return row.Read() ? GroupRow.Read(row) : null;
    }
}
