using Pudding.Tenants;

namespace Pudding.Jobs;

/// <summary>One unit of work, as its store last saw it. A value: it doesn't change.</summary>
public sealed record Job
{
    /// <summary>Names the job.</summary>
    public required JobId Id { get; init; }

    /// <summary>The group that it was enqueued with.</summary>
    public required JobGroupId GroupId { get; init; }

    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The class of capability that it needs.</summary>
    public required string Queue { get; init; }

    /// <summary>What the handler works on.</summary>
    public required JobPayload Payload { get; init; }

    /// <summary>The store's order of enqueueing; unique, ascending.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was enqueued, by the store's clock.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often it is tried when its handler reports failure.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>How long it waits between attempts.</summary>
    public RetryBackoff Backoff { get; init; } = RetryBackoff.None;

    /// <summary>How often it may be lost with its worker; once more, and it fails.</summary>
    public int MaxInfrastructureLosses { get; init; }

    /// <summary>How long it may wait until it starts for the first time; none for ever.</summary>
    public TimeSpan? MaxQueueTime { get; init; }

    /// <summary>The job that it runs again; none for a job of its own.</summary>
    public JobId? RerunOf { get; init; }

    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>Order among the jobs of the same tenant: higher goes first.</summary>
    public int Priority { get; init; }

    /// <summary>The names of the secrets that it needs.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Where it is in its life.</summary>
    public JobState State { get; init; } = JobState.Pending;

    /// <summary>Attempts that a worker has begun and that count against <see cref="MaxAttempts"/>; 1 while the first one runs.</summary>
    public int Attempt { get; init; }

    /// <summary>How often it was lost with its worker.</summary>
    public int InfrastructureLosses { get; init; }

    /// <summary>It doesn't start before this; none for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When the newest attempt was acknowledged by its worker.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it reached its final state.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The worker that has it, or had it last; none for a job that no worker was ever given.</summary>
    public string? WorkerId { get; init; }

    /// <summary>The instance that the worker of the newest attempt belongs to, if any.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Whether its newest claim was borrowed: at some node of its tenant's path the limit was reached, and nobody else wanted the slot.</summary>
    public bool IsBorrowed { get; init; }

    /// <summary>Why it is in its state, for programs.</summary>
    public JobCause Cause { get; init; }

    /// <summary>What an operator has done about its failure.</summary>
    public JobResolution Resolution { get; init; }

    /// <summary>Why it is in its state, for people: of a failure, a requeue, a cancellation.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether someone has asked to cancel it and its worker has not confirmed yet.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>How long it waited from enqueueing to its (newest) start; none before that.</summary>
    public TimeSpan? Waited => StartedAt < EnqueuedAt ? TimeSpan.Zero : StartedAt - EnqueuedAt;
}
