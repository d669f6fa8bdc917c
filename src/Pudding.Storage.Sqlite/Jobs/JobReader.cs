using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>Reads whole jobs and groups, for those who show them.</summary>
internal sealed class JobReader(Connection db)
{
    private const string Columns = JobRow.Columns + ", payload, content_type, secrets, rerun_of";

    private readonly Places _places = new(db);

    public Job? Find(JobId id)
    {
        using var row = db.Query($"SELECT {Columns} FROM job JOIN job_content USING (seq) WHERE id = ?1", id.Value);
        return row.Read() ? Read(row) : null;
    }

    public JobGroup? FindGroup(JobGroupId id)
    {
        using var row = db.Query($"SELECT {GroupRow.Columns} FROM job_group WHERE id = ?1", id.Value);
        return row.Read() ? Complete(GroupRow.Read(row)) : null;
    }

    /// <summary>A group with its jobs.</summary>
    public JobGroup Complete(GroupRow group)
    {
        var jobs = new List<Job>(group.Jobs);
        using (var rows = db.Query(
            $"SELECT {Columns} FROM job JOIN job_content USING (seq) WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq", group.FirstJob, group.FirstJob + group.Jobs - 1))
        {
            while (rows.Read())
                jobs.Add(Read(rows));
        }

        return group.ToGroup(jobs);
    }

    /// <summary>Jobs that satisfy a condition, in the order of their sequence.</summary>
    public IEnumerable<Job> Where(string condition, IReadOnlyList<SqlValue> values) => db.QueryOnce(
        $"SELECT {Columns} FROM job JOIN job_content USING (seq) JOIN place ON place.id = job.place WHERE {condition} ORDER BY job.seq",
        values,
        Read);

    private Job Read(Rows row)
    {
        const int content = JobRow.ColumnCount;
        return JobRow.Read(row, _places.Get).ToJob(
            new JobPayload { Bytes = row.Bytes(content).ToArray(), ContentType = row.Text(content + 1) },
            row.IsNull(content + 2) ? [] : StoreJson.ReadNames(row.Bytes(content + 2)),
            row.UuidOrNull(content + 3) is { } rerunOf ? new JobId(rerunOf) : null);
    }
}
