using Pudding.Instances;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Workers;

namespace Pudding.Storage.Sqlite.Workers;

/// <summary>Reads and writes the workers of one transaction, and the instances that they are nested in.</summary>
internal sealed class WorkerTable(Transaction transaction)
{
    private readonly Connection _db = transaction.Db;

    public WorkerRow? Find(string worker)
    {
        using var row = _db.Query($"{WorkerRow.Query} WHERE worker.id = ?1", worker);
        return row.Read() ? WorkerRow.Read(row) : null;
    }

    public CellRow? FindInstance(string instance)
    {
        using var row = _db.Query("SELECT phase, epoch, reason, actor, since_utc FROM instance WHERE id = ?1", instance);
        return row.Read() ? CellRow.Read(row, CellKey.Instance(instance), 0) : null;
    }

    public List<string> WorkersOf(string instance)
    {
        var found = new List<string>();
        using var rows = _db.Query("SELECT id FROM worker WHERE instance = ?1", instance);
        while (rows.Read())
            found.Add(rows.Text(0));
        return found;
    }

    /// <summary>The worker as it introduces itself, in its next session.</summary>
    /// <returns>The session; <c>null</c> when it, or its instance, was retired.</returns>
    public long? Enter(WorkerRegistration registration)
    {
        var former = Find(registration.WorkerId);
        var instance = registration.InstanceId is { } id ? FindInstance(id)?.Phase : null;
        if (former?.Cell.Phase == CellPhase.Retired || instance == CellPhase.Retired)
            return null;

        if (registration.InstanceId is { } entered)
            _db.Execute("INSERT INTO instance (id, phase, epoch) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING", entered, (long)CellPhase.Ready);
        var session = ++transaction.Estate.Session;
        _db.Execute(
            """
            INSERT INTO worker (id, instance, queues, slots, session, sequence, offered, heard_at, phase, epoch) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, ?6, ?7, 0)
            ON CONFLICT DO UPDATE SET instance = ?2, queues = ?3, slots = ?4, session = ?5, sequence = 0, offered = 0, heard_at = ?6
            """,
            registration.WorkerId, registration.InstanceId, SqlValue.Utf8(StoreJson.Write(registration.Queues)), registration.Slots, session, transaction.Moment.Time,
            (long)CellPhase.Ready);
        if (former?.InstanceId is { } left && left != registration.InstanceId)
            ForgetInstanceIfEmpty(left);
        return session;
    }

    /// <summary>Writes what heartbeats and claims change.</summary>
    public void Update(WorkerRow worker) => _db.Execute(
        "UPDATE worker SET session = ?2, sequence = ?3, offered = ?4, heard_at = ?5 WHERE id = ?1", worker.Id, worker.Session, worker.Sequence, worker.Offered, worker.HeardAt);

    public void SetPhase(CellKey key, CellPhase phase, CellCommand command)
    {
        if (key.Kind == CellKind.Worker)
        {
            _db.Execute(
                "UPDATE worker SET phase = ?2, epoch = epoch + 1, reason = ?3, actor = ?4, since_utc = ?5 WHERE id = ?1",
                key.Id, (long)phase, command.Reason, command.Actor, transaction.Moment.Now);
        }
        else
        {
            _db.Execute(
                "UPDATE instance SET phase = ?2, epoch = epoch + 1, reason = ?3, actor = ?4, since_utc = ?5 WHERE id = ?1",
                key.Id, (long)phase, command.Reason, command.Actor, transaction.Moment.Now);
        }
    }

    /// <summary>Nothing needs to be known of a worker without session and jobs, unless someone has said something of it.</summary>
    public void ForgetIfGone(string worker)
    {
        if (DeleteIfGone(worker) is { } instance)
            ForgetInstanceIfEmpty(instance);
    }

    public void Forget(CellKey key)
    {
        if (key.Kind == CellKind.Instance)
        {
            _db.Execute("DELETE FROM worker WHERE instance = ?1", key.Id);
            _db.Execute("DELETE FROM instance WHERE id = ?1", key.Id);
            return;
        }

        var instance = Find(key.Id)?.InstanceId;
        _db.Execute("DELETE FROM worker WHERE id = ?1", key.Id);
        if (instance is not null)
            ForgetInstanceIfEmpty(instance);
    }

    private void ForgetInstanceIfEmpty(string instance) => _db.Execute(
        "DELETE FROM instance WHERE id = ?1 AND phase = 1 AND NOT EXISTS (SELECT 1 FROM worker WHERE instance = ?1)", instance);

    /// <returns>The instance of a worker that was deleted.</returns>
    private string? DeleteIfGone(string worker)
    {
        using var deleted = _db.Query(
            "DELETE FROM worker WHERE id = ?1 AND session = 0 AND phase = 1 AND NOT EXISTS (SELECT 1 FROM job WHERE worker = ?1 AND state IN (2, 3)) RETURNING instance",
            worker);
        return deleted.Read() ? deleted.TextOrNull(0) : null;
    }
}
