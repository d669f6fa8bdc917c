using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Jobs;

internal sealed class SqliteJobQueryStore(SqliteDatabase db) : IJobQueryStore
{
    public ValueTask<IReadOnlyList<Job>> FindAsync(JobQuery query, long afterSequence, int limit, CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<Job>>(connection => [.. Matching(connection, query, afterSequence).Take(limit)], cancellationToken);

    public ValueTask<long> CountAsync(JobQuery query, CancellationToken cancellationToken) =>
        db.ReadAsync(connection => Count(connection, query), cancellationToken);

    public ValueTask<IReadOnlyList<JobId>> ResolveAsync(IReadOnlyList<JobId> jobs, JobResolution resolution, CancellationToken cancellationToken) =>
        db.WriteAsync<IReadOnlyList<JobId>>(
            transaction =>
            [
                .. jobs.Where(job => transaction.Db.Execute(
                    "UPDATE job SET resolution = ?2 WHERE id = ?1 AND state IN (11, 12) AND resolution = 0", job.Value, (long)resolution) > 0),
            ],
            cancellationToken);

    /// <summary>The database narrows the jobs down; the letters of a reason are compared here.</summary>
    private static IEnumerable<Job> Matching(Connection connection, JobQuery query, long afterSequence)
    {
        var condition = Translate(query, afterSequence);
        return new JobReader(connection).Where(condition.Text, condition.Values).Where(query.Matches);
    }

    private static long Count(Connection connection, JobQuery query)
    {
        if (query.ReasonContains is not null)
            return Matching(connection, query, afterSequence: 0).LongCount();
        var condition = Translate(query, afterSequence: 0);
        return connection.QueryOnce(
            $"SELECT count(*) FROM job JOIN place ON place.id = job.place WHERE {condition.Text}", condition.Values, static row => row.Integer(0)).Single();
    }

    private static Condition Translate(JobQuery query, long afterSequence)
    {
        var condition = new Condition("job.seq >", afterSequence);
        condition.AddAny("state", [.. query.States.Select(static state => (SqlValue)(long)state)]);
        condition.AddAny("cause", [.. query.Causes.Select(static cause => (SqlValue)(long)cause)]);
        condition.Add("queue =", query.Queue);
        if (query.Group is { } group)
            condition.AddOfGroup(group);
        condition.Add("worker =", query.WorkerId);
        condition.Add("enqueued_utc >=", query.EnqueuedFrom);
        condition.Add("enqueued_utc <", query.EnqueuedBefore);
        condition.Add("finished_utc >=", query.FinishedFrom);
        condition.Add("finished_utc <", query.FinishedBefore);
        condition.Add("resolution =", (long?)query.Resolution);
        if (query.Tenant is { } tenant)
            condition.AddWithin(tenant);
        return condition;
    }
}
