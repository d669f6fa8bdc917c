using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>The groups, as one transaction sees and changes them.</summary>
internal sealed class GroupTable(Connection db)
{
    private readonly Dictionary<JobGroupId, GroupRow> _known = [];

    public GroupRow? Find(JobGroupId id) =>
        _known.TryGetValue(id, out var known) ? known : Read($"SELECT {GroupRow.Columns} FROM job_group WHERE id = ?1", id.Value).SingleOrDefault();

    public GroupRow Get(JobGroupId id) => Find(id) ?? throw new InvalidOperationException($"Group {id} is gone.");

    public GroupRow? FindByKey(string? idempotencyKey) => idempotencyKey is null ? null
        : Read($"SELECT {GroupRow.Columns} FROM job_group WHERE idempotency_key = ?1 AND idempotency_key IS NOT NULL", idempotencyKey).SingleOrDefault();

    /// <summary>The groups of a tenant with a key that are not over, the oldest first.</summary>
    public List<GroupRow> FindSuperseded(TenantPath tenant, string key)
    {
        Flush();
        return Read(
            $"SELECT {GroupRow.Columns} FROM job_group WHERE tenant = ?1 AND supersede_key = ?2 AND supersede_key IS NOT NULL AND finished IS NULL ORDER BY first_job",
            tenant.Value, key);
    }

    public GroupRow Add(NewJobGroup request, long firstJob, Moment moment)
    {
        db.Execute(
            """
            INSERT INTO job_group (id, name, first_job, jobs, open, fail_fast, enqueued_utc, enqueued, fingerprint, idempotency_key, tenant, supersede_key, rerun_of)
            VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """,
            request.Id.Value, request.Name, firstJob, request.Jobs.Count, request.FailFast, moment.Now, moment.Time, request.Fingerprint, request.IdempotencyKey,
            request.SupersedeKey is null ? null : request.Jobs[0].Tenant.Value, request.SupersedeKey, request.RerunOf?.Value);
        return Get(request.Id);
    }

    /// <summary>It is deleted.</summary>
    public void Forget(JobGroupId id) => _known.Remove(id);

    /// <summary>Writes what was changed.</summary>
    public void Flush()
    {
        foreach (var group in _known.Values)
        {
            if (!group.IsChanged)
                continue;
            db.Execute(
                "UPDATE job_group SET open = ?2, failed = ?3, cancelled = ?4, finished = ?5, superseded_by = ?6 WHERE id = ?1",
                group.Id.Value, group.Open, group.Failed, group.Cancelled, group.Finished, group.SupersededBy?.Value);
            group.IsChanged = false;
        }
    }

    private List<GroupRow> Read(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var found = new List<GroupRow>();
        using var rows = db.Query(sql, values);
        while (rows.Read())
        {
            var group = GroupRow.Read(rows);
            found.Add(_known.TryAdd(group.Id, group) ? group : _known[group.Id]);
        }

        return found;
    }
}
