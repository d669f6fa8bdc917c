using Pudding.Jobs;
using Pudding.Lifecycle;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Workers;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>What is kept of a job that changes as it lives, and what deciding its next step needs. Times are the store's, unless they are shown to people.</summary>
internal sealed class JobRow
{
    public const string Columns =
        """
        job.seq, job.id, group_id, place, rank, state, later, attempt, losses, cause, cancel_requested, borrowed, resolution, delivered, token, session, lease,
        max_attempts, max_losses, timeout, enqueued_utc, max_queue_time, lease_until, ready_at, queue_until, claimed_at, running_since, cancel_asked_at, ended_at,
        not_before_utc, started_utc, finished_utc, worker, instance, name, backoff, reason
        """;

    /// <summary>How many <see cref="Columns"/> there are: what a query asks for beside them comes after.</summary>
    public const int ColumnCount = 37;

    public required long Sequence { get; init; }

    public required JobId Id { get; init; }

    public required JobGroupId GroupId { get; init; }

    public required Place Place { get; init; }

    /// <summary>Its priority, upside down: the least goes first.</summary>
    public required long Rank { get; init; }

    public required JobTerms Terms { get; init; }

    public required DateTimeOffset EnqueuedAt { get; init; }

    public TimeSpan? MaxQueueTime { get; init; }

    public string? Name { get; init; }

    public JobProgress Progress { get; set; } = JobProgress.Enqueued;

    public JobState State => Progress.State;

    /// <summary>Whether it waits for its time, rather than for a worker.</summary>
    public bool IsLater { get; set; }

    public bool IsBorrowed { get; set; }

    public JobResolution Resolution { get; init; }

    /// <summary>Whether the session that it was claimed for was handed it: then it may have begun, although nobody has said so.</summary>
    public bool WasDelivered { get; set; }

    /// <summary>The token of the newest claim; 0 before the first.</summary>
    public long FencingToken { get; set; }

    /// <summary>The worker's session that it was claimed for: only that one is handed the job.</summary>
    public long Session { get; set; }

    public TimeSpan LeaseDuration { get; set; }

    public long? LeaseUntil { get; set; }

    /// <summary>When it may start; none for at once.</summary>
    public long? ReadyAt { get; set; }

    /// <summary>Until when it waits for its first start.</summary>
    public long? QueueUntil { get; set; }

    public long? ClaimedAt { get; set; }

    public long? RunningSince { get; set; }

    public long? CancelAskedAt { get; set; }

    public long? EndedAt { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The worker that has it, or had it last.</summary>
    public string? WorkerId { get; set; }

    public string? InstanceId { get; set; }

    public LeaseKey Lease => new(Id, FencingToken);

    public JobFacts Facts => new(Id, GroupId, Place.Tenant, Place.Queue, Name, EnqueuedAt);

    public Job ToJob(JobPayload payload, IReadOnlyList<string> secrets, JobId? rerunOf) => new()
    {
        Id = Id,
        GroupId = GroupId,
        Tenant = Place.Tenant,
        Queue = Place.Queue,
        Payload = payload,
        Secrets = secrets,
        Sequence = Sequence,
        EnqueuedAt = EnqueuedAt,
        Timeout = Terms.Timeout,
        MaxAttempts = Terms.MaxAttempts,
        Backoff = Terms.Backoff,
        MaxInfrastructureLosses = Terms.MaxInfrastructureLosses,
        MaxQueueTime = MaxQueueTime,
        RerunOf = rerunOf,
        Name = Name,
        Priority = (int)-Rank,
        State = State,
        Attempt = Progress.Attempt,
        InfrastructureLosses = Progress.InfrastructureLosses,
        NotBefore = NotBefore,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        WorkerId = WorkerId,
        InstanceId = InstanceId,
        IsBorrowed = IsBorrowed,
        Cause = Progress.Cause,
        Resolution = Resolution,
        Reason = Progress.Reason,
        CancelRequested = Progress.CancelRequested,
    };

    /// <param name="row">A row that begins with <see cref="Columns"/>.</param>
    /// <param name="placeOf">Finds the place with an id.</param>
    public static JobRow Read(Rows row, Func<long, Place> placeOf)
    {
        var id = new JobId(row.Uuid(1));
        return new JobRow
        {
            Sequence = row.Integer(0),
            Id = id,
            GroupId = new JobGroupId(row.Uuid(2)),
            Place = placeOf(row.Integer(3)),
            Rank = row.Integer(4),
            Progress = new JobProgress
            {
                State = (JobState)row.Integer(5),
                Attempt = row.Int(7),
                InfrastructureLosses = row.Int(8),
                Cause = (JobCause)row.Integer(9),
                CancelRequested = row.Bool(10),
                Reason = row.TextOrNull(36),
            },
            IsLater = row.Bool(6),
            IsBorrowed = row.Bool(11),
            Resolution = (JobResolution)row.Integer(12),
            WasDelivered = row.Bool(13),
            FencingToken = row.Integer(14),
            Session = row.Integer(15),
            LeaseDuration = row.Span(16),
            Terms = new JobTerms(id, row.Int(17), row.Int(18), row.Span(19), row.IsNull(35) ? RetryBackoff.None : StoreJson.ReadBackoff(row.Bytes(35))),
            EnqueuedAt = row.Time(20),
            MaxQueueTime = row.SpanOrNull(21),
            LeaseUntil = row.IntegerOrNull(22),
            ReadyAt = row.IntegerOrNull(23),
            QueueUntil = row.IntegerOrNull(24),
            ClaimedAt = row.IntegerOrNull(25),
            RunningSince = row.IntegerOrNull(26),
            CancelAskedAt = row.IntegerOrNull(27),
            EndedAt = row.IntegerOrNull(28),
            NotBefore = row.TimeOrNull(29),
            StartedAt = row.TimeOrNull(30),
            FinishedAt = row.TimeOrNull(31),
            WorkerId = row.TextOrNull(32),
            InstanceId = row.TextOrNull(33),
            Name = row.TextOrNull(34),
        };
    }
}
