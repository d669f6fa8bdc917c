using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>What is in the database that a killed host has left behind. What is counted beside the jobs is counted again, and what the events tell is compared with what is there.</summary>
internal sealed class Book
{
    private readonly History _history;

    /// <param name="path">The database: a copy, so that nothing of it is put right before the next host sees it.</param>
    /// <param name="tale">What the events have told up to now; it goes on.</param>
    /// <param name="history">Learns of what is wrong.</param>
    public Book(string path, Tale tale, History history)
    {
        (Tale, _history) = (tale, history);
        using var database = new Connection(path, readOnly: false, TimeSpan.FromSeconds(5));
        using (var check = database.Query("PRAGMA integrity_check"))
        {
            if (!check.Read() || check.Text(0) != "ok")
                history.Violate($"The file is damaged: {check.Text(0)}");
        }

        if (database.Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'event'") == 0)
            return; // killed before it was made
        tale.Read(database);
        ReadJobs(database);
        ReadGroups(database);
        Recount(database);
        foreach (var (id, job) in Jobs)
        {
            if (tale.StateOf(id) is var told && told != (job.State, job.Token))
                history.Violate($"The job {id} is {job.State} with token {job.Token}; its events tell {told}.");
        }
    }

    public Tale Tale { get; }

    public Dictionary<Guid, JobLine> Jobs { get; } = [];

    /// <summary>The groups by their keys, with their jobs in order.</summary>
    public Dictionary<string, (Guid Id, List<Guid> Jobs)> Groups { get; } = [];

    private void ReadJobs(Connection database)
    {
        using var rows = database.Query(
            """
            SELECT job.id, group_id, state, cancel_requested, job.token, worker, tenant, queue, ifnull(log.token, 0), ifnull(log.next, 0)
            FROM job JOIN place ON place.id = job.place LEFT JOIN log ON log.job = job.seq ORDER BY seq
            """);
        while (rows.Read())
        {
            Jobs.Add(rows.Uuid(0), new JobLine(
                rows.Uuid(1), (JobState)rows.Integer(2), rows.Bool(3), rows.Integer(4), rows.TextOrNull(5), rows.Text(6), rows.Text(7), rows.Integer(8), rows.Integer(9)));
        }
    }

    private void ReadGroups(Connection database)
    {
        var jobs = Jobs.ToLookup(static job => job.Value.Group, static job => job.Key);
        using var rows = database.Query("SELECT id, idempotency_key, jobs, open, failed, cancelled, finished FROM job_group");
        while (rows.Read())
        {
            var id = rows.Uuid(0);
            Groups.Add(rows.Text(1), (id, [.. jobs[id]]));
            var states = jobs[id].Select(job => Jobs[job].State).ToList();
            Same($"the jobs of group {id}", states.Count, rows.Integer(2));
            Same($"the open jobs of group {id}", states.Count(static state => !state.IsFinal()), rows.Integer(3));
            Same($"the failed jobs of group {id}", states.Count(static state => state == JobState.Failed), rows.Integer(4));
            Same($"the cancelled jobs of group {id}", states.Count(static state => state == JobState.Cancelled), rows.Integer(5));
            Same($"whether group {id} is finished", states.TrueForAll(static state => state.IsFinal()), !rows.IsNull(6));
            Same($"whether group {id} is told to be finished", !rows.IsNull(6), Tale.FinishedGroups.Contains(id));
        }
    }

    private void Recount(Connection database)
    {
        var active = Jobs.Values.Where(static job => job.State.IsActive()).ToList();
        var nodes = active.SelectMany(static job => Nodes(job.Tenant)).Concat(active.Select(static job => "queue " + job.Queue)).CountBy(static name => name).ToDictionary();
        using (var rows = database.Query("SELECT kind, name, active FROM occupancy"))
        {
            while (rows.Read())
            {
                var name = (rows.Integer(0) == 1 ? "" : "queue ") + rows.Text(1);
                nodes.Remove(name, out var count);
                Same($"what is active at {name}", count, rows.Integer(2));
                Same($"what is told to be active at {name}", Tale.ActiveAt(name), count);
            }
        }

        Same("nodes with active jobs that are not counted", 0, nodes.Count);
        Same("places whose open jobs are miscounted", 0, database.Scalar(
            "SELECT count(*) FROM place WHERE open <> (SELECT count(*) FROM job WHERE job.place = place.id AND state < 10)"));
        Same("jobs without content, content without job", 0, database.Scalar(
            "SELECT (SELECT count(*) FROM job WHERE seq NOT IN (SELECT seq FROM job_content)) + (SELECT count(*) FROM job_content WHERE seq NOT IN (SELECT seq FROM job))"));
        Same("logs that are not as long as their pieces", 0, database.Scalar(
            "SELECT count(*) FROM log WHERE kept <> (SELECT ifnull(sum(length(bytes)), 0) FROM log_piece WHERE log_piece.job = log.job)"));
        Same("active jobs without worker or lease", 0, database.Scalar("SELECT count(*) FROM job WHERE state IN (2, 3) AND (worker IS NULL OR lease_until IS NULL)"));
        using var estate = database.Query("SELECT job, event, token, (SELECT ifnull(max(seq), 0) FROM job), (SELECT ifnull(max(session), 0) FROM worker), session FROM estate");
        estate.Read();
        Same("the last job's number", estate.Integer(3), estate.Integer(0));
        Same("the last event's number", Tale.Events, estate.Integer(1));
        Same("the last token", Tale.Claims, estate.Integer(2));
        Same("whether the last session is below a worker's", false, estate.Integer(5) < estate.Integer(4));
    }

    private static IEnumerable<string> Nodes(string tenant)
    {
        for (TenantPath? node = TenantPath.Parse(tenant); node is { } path; node = path.Parent)
            yield return path.Value;
    }

    private void Same<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            _history.Violate($"In the database, {what}: {actual}; counted again: {expected}.");
    }
}
