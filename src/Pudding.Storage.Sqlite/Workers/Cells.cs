using Pudding.Instances;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Workers;

/// <summary>Reads cells, with how many jobs are active in each.</summary>
internal sealed class Cells(Connection db)
{
    private const string InstanceQuery =
        """
        SELECT id, phase, epoch, reason, actor, since_utc,
            (SELECT count(*) FROM worker JOIN job ON job.worker = worker.id AND job.state IN (2, 3) WHERE worker.instance = instance.id)
        FROM instance
        """;

    public CellState? Find(CellKey key) => key.Kind == CellKind.Worker ? FindWorker(key) : FindInstance(key);

    public List<CellState> ReadInstances()
    {
        var found = new List<CellState>();
        using var rows = db.Query(InstanceQuery);
        while (rows.Read())
            found.Add(CellRow.Read(rows, CellKey.Instance(rows.Text(0)), 1).ToState(rows.Int(6)));
        return found;
    }

    private CellState? FindInstance(CellKey key)
    {
        using var row = db.Query($"{InstanceQuery} WHERE id = ?1", key.Id);
        return row.Read() ? CellRow.Read(row, key, 1).ToState(row.Int(6)) : null;
    }

    private CellState? FindWorker(CellKey key)
    {
        using var row = db.Query($"{WorkerRow.Query} WHERE worker.id = ?1", key.Id);
        return row.Read() ? WorkerRow.Read(row) is var worker ? worker.Cell.ToState(worker.Active) : null : null;
    }
}
