using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>A group without its jobs. Those have consecutive places in the order.</summary>
internal sealed class GroupRow
{
    public const string Columns =
        "id, name, first_job, jobs, open, failed, cancelled, fail_fast, enqueued_utc, enqueued, fingerprint, supersede_key, superseded_by, rerun_of, finished";

    public required JobGroupId Id { get; init; }

    public string? Name { get; init; }

    public required long FirstJob { get; init; }

    public required int Jobs { get; init; }

    /// <summary>Jobs that are not over.</summary>
    public int Open { get; private set; }

    public int Failed { get; private set; }

    public int Cancelled { get; private set; }

    /// <summary>By the store's time; none while jobs are open.</summary>
    public long? Finished { get; set; }

    public JobGroupId? SupersededBy { get; set; }

    public bool IsChanged { get; set; }

    public bool FailFast { get; init; }

    public DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>The same by the store's time.</summary>
    public long Enqueued { get; init; }

    public required string Fingerprint { get; init; }

    public string? SupersedeKey { get; init; }

    public JobGroupId? RerunOf { get; init; }

    /// <summary>The places of its jobs, in the order of the request.</summary>
    public IEnumerable<long> Sequences
    {
        get
        {
            for (var sequence = FirstJob; sequence < FirstJob + Jobs; sequence++)
                yield return sequence;
        }
    }

    public static GroupRow Read(Rows row) => new()
    {
        Id = new JobGroupId(row.Uuid(0)),
        Name = row.TextOrNull(1),
        FirstJob = row.Integer(2),
        Jobs = row.Int(3),
        Open = row.Int(4),
        Failed = row.Int(5),
        Cancelled = row.Int(6),
        FailFast = row.Bool(7),
        EnqueuedAt = row.Time(8),
        Enqueued = row.Integer(9),
        Fingerprint = row.Text(10),
        SupersedeKey = row.TextOrNull(11),
        SupersededBy = IdOrNull(row, 12),
        RerunOf = IdOrNull(row, 13),
        Finished = row.IntegerOrNull(14),
    };

    /// <summary>Counts a job that is over.</summary>
    public void Count(JobState final)
    {
        Open--;
        Failed += final == JobState.Failed ? 1 : 0;
        Cancelled += final == JobState.Cancelled ? 1 : 0;
        IsChanged = true;
    }

    public JobGroup ToGroup(IReadOnlyList<Job> jobs) => new()
    {
        Id = Id,
        Name = Name,
        EnqueuedAt = EnqueuedAt,
        FailFast = FailFast,
        SupersedeKey = SupersedeKey,
        SupersededBy = SupersededBy,
        RerunOf = RerunOf,
        Jobs = jobs,
    };

    private static JobGroupId? IdOrNull(Rows row, int column) => row.UuidOrNull(column) is { } id ? new JobGroupId(id) : null;
}
