using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>Reads the first ready jobs of each place: from the index that has them in their order, so that what stands behind them costs nothing.</summary>
internal sealed class Heads(Connection db, Moment moment)
{
    private readonly List<ReadyJob> _jobs = [];

    /// <summary>When the next job that waits for its time may start.</summary>
    public static long? NextReadyAt(Connection db) => db.Scalar("SELECT min(ready_at) FROM job WHERE state = 1 AND later = 1");

    /// <summary>Moves what is due to the ready ones.</summary>
    public static int Promote(Transaction transaction) =>
        transaction.Db.Execute("UPDATE job SET later = 0 WHERE state = 1 AND later = 1 AND ready_at <= ?1", transaction.Moment.Time);

    public HeadPage Read(HeadQuery query)
    {
        foreach (var (place, name) in query.Of is { } of ? Find(of) : FindAll())
            Take(place, name, query.LimitPerTenant);
        return new HeadPage { Jobs = _jobs, NextReadyIn = NextReadyAt(db) is { } at ? moment.Until(Math.Max(at, moment.Time)) : null };
    }

    private void Take(long place, TenantQueue name, int limit)
    {
        using var rows = db.Query(
            """
            SELECT id, rank, seq FROM job
            WHERE place = ?1 AND state = 1 AND later = 0 AND state < 10 AND (queue_until IS NULL OR queue_until > ?2) ORDER BY rank, seq LIMIT ?3
            """,
            place, moment.Time, limit);
        while (rows.Read())
        {
            _jobs.Add(new ReadyJob
            {
                Id = new JobId(rows.Uuid(0)),
                Tenant = name.Tenant,
                Queue = name.Queue,
                Priority = (int)-rows.Integer(1),
                Sequence = rows.Integer(2),
            });
        }
    }

    private List<(long Place, TenantQueue Name)> Find(IReadOnlyList<TenantQueue> names)
    {
        var found = new List<(long, TenantQueue)>(names.Count);
        foreach (var name in names)
        {
            if (db.Scalar("SELECT id FROM place WHERE tenant = ?1 AND queue = ?2", name.Tenant.Value, name.Queue) is { } place)
                found.Add((place, name));
        }

        return found;
    }

    private List<(long Place, TenantQueue Name)> FindAll()
    {
        var found = new List<(long, TenantQueue)>();
        using var rows = db.Query("SELECT id, tenant, queue FROM place WHERE open > 0");
        while (rows.Read())
            found.Add((rows.Integer(0), new TenantQueue(TenantPath.Parse(rows.Text(1)), rows.Text(2))));
        return found;
    }
}
