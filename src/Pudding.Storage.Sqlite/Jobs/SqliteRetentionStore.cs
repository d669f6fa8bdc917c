using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Jobs;

internal sealed class SqliteRetentionStore(SqliteDatabase db) : IRetentionStore
{
    public ValueTask<PruneResult> PruneAsync(PruneRequest request, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => request.Epoch == transaction.Estate.Epoch ? Prune(transaction, request) : default, cancellationToken);

    private static PruneResult Prune(Transaction transaction, PruneRequest request)
    {
        var groups = request.FinishedGroups is { } groupAge ? PruneGroups(transaction, groupAge, request.Limit) : 0;
        var logs = request.Logs is { } logAge ? PruneLogs(transaction, logAge, request.Limit) : 0;
        var events = request.Events is { } eventAge ? PruneEvents(transaction, eventAge, request.Limit) : 0;
        return new PruneResult(groups, logs, events, HasMore: Math.Max(groups, Math.Max(logs, events)) >= request.Limit);
    }

    private static int PruneGroups(Transaction transaction, TimeSpan age, int limit)
    {
        var old = new List<GroupRow>();
        using (var rows = transaction.Db.Query(
            $"SELECT {GroupRow.Columns} FROM job_group WHERE finished IS NOT NULL AND finished < ?1 ORDER BY finished LIMIT ?2", transaction.Moment.Time - age.Ticks, limit))
        {
            while (rows.Read())
                old.Add(GroupRow.Read(rows));
        }

        foreach (var group in old)
        {
            var (first, last) = (group.FirstJob, group.FirstJob + group.Jobs - 1);
            transaction.Groups.Forget(group.Id);
            transaction.Db.Execute("DELETE FROM ready WHERE (place, rank, job) IN (SELECT place, rank, seq FROM job WHERE seq BETWEEN ?1 AND ?2)", first, last);
            transaction.Db.Execute("DELETE FROM log_piece WHERE job BETWEEN ?1 AND ?2", first, last);
            transaction.Db.Execute("DELETE FROM log WHERE job BETWEEN ?1 AND ?2", first, last);
            transaction.Db.Execute("DELETE FROM job_content WHERE seq BETWEEN ?1 AND ?2", first, last);
            transaction.Db.Execute("DELETE FROM job WHERE seq BETWEEN ?1 AND ?2", first, last);
            transaction.Db.Execute("DELETE FROM job_group WHERE id = ?1", group.Id.Value);
        }

        return old.Count;
    }

    private static int PruneLogs(Transaction transaction, TimeSpan age, int limit)
    {
        var old = new JobTable(transaction).Sequences(
            "SELECT job FROM log WHERE NOT forgotten AND ended_at IS NOT NULL AND ended_at < ?1 ORDER BY ended_at LIMIT ?2", transaction.Moment.Time - age.Ticks, limit);
        foreach (var job in old)
        {
            transaction.Db.Execute("DELETE FROM log_piece WHERE job = ?1", job);
            transaction.Db.Execute("UPDATE log SET forgotten = 1 WHERE job = ?1", job);
        }

        return old.Count;
    }

    /// <summary>The oldest ones, up to the first that is young, or that a consumer has not read yet.</summary>
    private static int PruneEvents(Transaction transaction, TimeSpan age, int limit) => transaction.Db.Execute(
        """
        DELETE FROM event WHERE seq <= min(
            (SELECT max(seq) FROM (SELECT seq, at FROM event ORDER BY seq LIMIT ?1) WHERE at < ?2),
            (SELECT ifnull(min(cursor), ?3) FROM consumer))
        """,
        limit, transaction.Moment.Time - age.Ticks, transaction.Estate.Event);
}
