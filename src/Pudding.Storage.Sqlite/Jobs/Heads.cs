using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>Reads the first ready jobs of each place, from the table that has them in their order: what stands behind them costs nothing.</summary>
internal sealed class Heads(Transaction transaction)
{
    /// <summary>Jobs that are not ready any more and are met on the way, until they are taken out. Each is a row to look at, while to take them out is a page to write.</summary>
    private const int MostGone = 16;

    private readonly Connection _db = transaction.Db;
    private readonly JobTable _table = new(transaction);
    private readonly List<ReadyJob> _jobs = [];

    public HeadPage Read(HeadQuery query)
    {
        Promote();
        foreach (var (place, name) in query.Of is { } of ? Find(of) : FindAll())
            Take(place, name, query.LimitPerTenant);
        return new HeadPage { Jobs = _jobs, NextReadyIn = NextReadyAt() is { } at ? transaction.Moment.Until(at) : null };
    }

    /// <summary>Moves what is due to the ready ones.</summary>
    private void Promote()
    {
        var time = transaction.Moment.Time;
        if (!(NextReadyAt() <= time))
            return;
        _db.Execute("INSERT OR IGNORE INTO ready (place, rank, job) SELECT place, rank, seq FROM job WHERE state = 1 AND later = 1 AND ready_at <= ?1", time);
        _db.Execute("UPDATE job SET later = 0 WHERE state = 1 AND later = 1 AND ready_at <= ?1", time);
    }

    /// <summary>When the next job that waits for its time may start.</summary>
    private long? NextReadyAt() => _db.Scalar("SELECT min(ready_at) FROM job WHERE state = 1 AND later = 1");

    private void Take(long place, TenantQueue name, int limit)
    {
        var gone = new List<(long Rank, long Job)>();
        using (var rows = _db.Query(
            """
            SELECT ready.rank, ready.job, job.id, job.queue_until FROM ready LEFT JOIN job ON job.seq = ready.job AND job.state = 1 AND job.later = 0
            WHERE ready.place = ?1 ORDER BY ready.rank, ready.job
            """,
            place))
        {
            while (limit > 0 && rows.Read())
            {
                if (rows.IsNull(2))
                {
                    gone.Add((rows.Integer(0), rows.Integer(1)));
                }
                else if (!(rows.IntegerOrNull(3) <= transaction.Moment.Time))
                {
                    _jobs.Add(new ReadyJob
                    {
                        Id = new JobId(rows.Uuid(2)), Tenant = name.Tenant, Queue = name.Queue, Priority = (int)-rows.Integer(0), Sequence = rows.Integer(1),
                    });
                    limit--;
                }
            }
        }

        if (gone.Count < MostGone)
            return;
        foreach (var (rank, job) in gone)
            _table.RemoveReady(place, rank, job);
    }

    private List<(long Place, TenantQueue Name)> Find(IReadOnlyList<TenantQueue> names)
    {
        var found = new List<(long, TenantQueue)>(names.Count);
        foreach (var name in names)
        {
            if (_db.Scalar("SELECT id FROM place WHERE tenant = ?1 AND queue = ?2", name.Tenant.Value, name.Queue) is { } place)
                found.Add((place, name));
        }

        return found;
    }

    private List<(long Place, TenantQueue Name)> FindAll()
    {
        transaction.Places.Flush();
        var found = new List<(long, TenantQueue)>();
        using var rows = _db.Query("SELECT id, tenant, queue FROM place WHERE open > 0");
        while (rows.Read())
            found.Add((rows.Integer(0), new TenantQueue(TenantPath.Parse(rows.Text(1)), rows.Text(2))));
        return found;
    }
}
