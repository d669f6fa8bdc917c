using Pudding.Instances;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Workers;

/// <summary>A worker, with the phase of the instance that it runs on.</summary>
internal sealed class WorkerRow
{
    /// <summary>With how many jobs it has.</summary>
    public const string Query =
        """
        SELECT worker.id, worker.instance, worker.queues, worker.slots, worker.session, worker.sequence, worker.offered, worker.heard_at,
            worker.phase, worker.epoch, worker.reason, worker.actor, worker.since_utc, instance.phase,
            (SELECT count(*) FROM job WHERE job.worker = worker.id AND job.state IN (2, 3))
        FROM worker LEFT JOIN instance ON instance.id = worker.instance
        """;

    public required string Id { get; init; }

    public string? InstanceId { get; init; }

    public required IReadOnlyList<string> Queues { get; init; }

    public required int Slots { get; init; }

    /// <summary>The newest session; 0 when it was ended.</summary>
    public long Session { get; set; }

    /// <summary>The newest heartbeat of the session.</summary>
    public long Sequence { get; set; }

    public int Offered { get; set; }

    /// <summary>When it was last heard of.</summary>
    public long HeardAt { get; set; }

    /// <summary>Jobs claimed for it that are not over.</summary>
    public int Active { get; set; }

    public required CellRow Cell { get; init; }

    public CellPhase? InstancePhase { get; init; }

    /// <summary>Its own phase, or that of its instance where that is further on.</summary>
    public CellPhase EffectivePhase => InstancePhase is { } outer && outer > Cell.Phase ? outer : Cell.Phase;

    public bool MayTake(string queue, long session) =>
        Session == session && Offered > 0 && Active < Slots && EffectivePhase == CellPhase.Ready && Queues.Contains(queue);

    public static WorkerRow Read(Rows row) => new()
    {
        Id = row.Text(0),
        InstanceId = row.TextOrNull(1),
        Queues = StoreJson.ReadNames(row.Bytes(2)),
        Slots = row.Int(3),
        Session = row.Integer(4),
        Sequence = row.Integer(5),
        Offered = row.Int(6),
        HeardAt = row.Integer(7),
        Cell = CellRow.Read(row, CellKey.Worker(row.Text(0)), 8),
        InstancePhase = row.IsNull(13) ? null : (CellPhase)row.Integer(13),
        Active = row.Int(14),
    };
}
