using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;
using Pudding.Usage;

namespace Pudding.Storage.Sqlite.Usage;

internal sealed class SqliteUsageStore(SqliteDatabase db) : IUsageStore
{
    public ValueTask<UsageCheckpoint> ReadCheckpointAsync(CancellationToken cancellationToken) => db.ReadAsync(ReadCheckpoint, cancellationToken);

    public ValueTask<bool> AddAsync(UsageChange change, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => Add(transaction.Db, change), cancellationToken);

    public ValueTask<UsagePage> ReadAsync(UsageQuery query, UsageKey? after, int limit, CancellationToken cancellationToken) => db.ReadAsync(connection => new UsagePage
    {
        Records = [.. new UsageRecords(connection).After(query, after).Take(limit)],
        Checkpoint = ReadCheckpoint(connection),
        Gaps = ReadGaps(connection),
        At = db.Moment.Now,
    }, cancellationToken);

    public ValueTask<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => db.WriteAsync(
        transaction =>
        {
            transaction.Db.Execute("DELETE FROM usage_gap WHERE to_utc <= ?1", before);
            return transaction.Db.Execute(
                """
                DELETE FROM usage_record WHERE (tenant, queue, start_utc, period) IN (
                    SELECT tenant, queue, start_utc, period FROM usage_record WHERE end_utc <= ?1 LIMIT ?2)
                """,
                before, limit);
        },
        cancellationToken);

    private static bool Add(Connection db, UsageChange change)
    {
        if (db.Execute("UPDATE usage_state SET cursor = ?2, counted_to_utc = ?3 WHERE cursor = ?1", change.After, change.Cursor, change.CountedTo) == 0)
            return false;
        foreach (var job in change.Ended)
            db.Execute("DELETE FROM usage_run WHERE job = ?1", job.Value);
        foreach (var run in change.Began)
        {
            db.Execute(
                "INSERT OR REPLACE INTO usage_run (job, tenant, queue, since_utc) VALUES (?1, ?2, ?3, ?4)", run.JobId.Value, run.Tenant.Value, run.Queue, run.Since);
        }

        var records = new UsageRecords(db);
        foreach (var record in change.Records)
            records.Add(record);
        foreach (var gap in change.Gaps)
            db.Execute("INSERT INTO usage_gap (from_utc, to_utc, events) VALUES (?1, ?2, ?3)", gap.From, gap.To, gap.Events);
        return true;
    }

    private static UsageCheckpoint ReadCheckpoint(Connection db)
    {
        var runs = new List<UsageRun>();
        using (var rows = db.Query("SELECT job, tenant, queue, since_utc FROM usage_run"))
        {
            while (rows.Read())
                runs.Add(new UsageRun(new JobId(rows.Uuid(0)), TenantPath.Parse(rows.Text(1)), rows.Text(2), rows.Time(3)));
        }

        using var state = db.Query("SELECT cursor, counted_to_utc FROM usage_state");
        state.Read();
        return new UsageCheckpoint { Cursor = state.Integer(0), CountedTo = state.TimeOrNull(1), OpenRuns = runs };
    }

    private static List<UsageGap> ReadGaps(Connection db)
    {
        var gaps = new List<UsageGap>();
        using var rows = db.Query("SELECT from_utc, to_utc, events FROM usage_gap ORDER BY id");
        while (rows.Read())
            gaps.Add(new UsageGap(rows.Time(0), rows.Time(1), rows.Integer(2)));
        return gaps;
    }
}
