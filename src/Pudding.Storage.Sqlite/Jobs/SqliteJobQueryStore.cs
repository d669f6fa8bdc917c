using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Jobs;

internal sealed class SqliteJobQueryStore(SqliteDatabase db) : IJobQueryStore
{
    public ValueTask<IReadOnlyList<Job>> FindAsync(JobQuery query, long afterSequence, int limit, CancellationToken cancellationToken) =>
        new(db.Read<IReadOnlyList<Job>>(connection => [.. Matching(connection, query, afterSequence).Take(limit)]));

    public ValueTask<long> CountAsync(JobQuery query, CancellationToken cancellationToken) =>
        new(db.Read(connection => Matching(connection, query, afterSequence: 0).LongCount()));

    public ValueTask<IReadOnlyList<JobId>> ResolveAsync(IReadOnlyList<JobId> jobs, JobResolution resolution, CancellationToken cancellationToken) =>
        db.WriteAsync<IReadOnlyList<JobId>>(
            transaction =>
            [
                .. jobs.Where(job => transaction.Db.Execute(
                    "UPDATE job SET resolution = ?2 WHERE id = ?1 AND state IN (11, 12) AND resolution = 0", job.Value, (long)resolution) > 0),
            ],
            cancellationToken);

    /// <summary>The database narrows the jobs down, and what a query means has the last word.</summary>
    private static IEnumerable<Job> Matching(Connection connection, JobQuery query, long afterSequence)
    {
        var condition = new Condition("job.seq >", afterSequence);
        condition.AddAny("state", [.. query.States.Select(static state => (SqlValue)(long)state)]);
        condition.AddAny("cause", [.. query.Causes.Select(static cause => (SqlValue)(long)cause)]);
        condition.Add("queue =", query.Queue);
        condition.Add("group_id =", query.Group?.Value);
        condition.Add("worker =", query.WorkerId);
        condition.Add("enqueued_utc >=", query.EnqueuedFrom);
        condition.Add("enqueued_utc <", query.EnqueuedBefore);
        condition.Add("finished_utc >=", query.FinishedFrom);
        condition.Add("finished_utc <", query.FinishedBefore);
        condition.Add("resolution =", (long?)query.Resolution);
        if (query.Tenant is { } tenant)
        {
            condition.Add("tenant >=", tenant.Value);
            condition.Add("tenant <", tenant.Value + "0"); // the character after the slash
        }

        return new JobReader(connection).Where(condition.Text, condition.Values).Where(query.Matches);
    }
}
