using Pudding.Jobs;
using Pudding.Lifecycle;
using Pudding.Storage.InMemory.Workers;
using Pudding.Workers;

namespace Pudding.Storage.InMemory.Jobs;

/// <summary>A job in memory. Times are timestamps of the store's monotonic clock, unless they are shown to people.</summary>
internal sealed class JobRecord(NewJob request, GroupRecord group, TenantNode tenant, long sequence)
{
    public NewJob Request { get; } = request;

    public GroupRecord Group { get; } = group;

    public TenantNode Tenant { get; } = tenant;

    /// <summary>The store's order of enqueueing.</summary>
    public long Sequence { get; } = sequence;

    public JobId Id => Request.Id;

    public JobProgress Progress { get; set; } = JobProgress.Enqueued;

    public JobState State => Progress.State;

    /// <summary>The token of the newest claim; 0 before the first.</summary>
    public long FencingToken { get; set; }

    public TimeSpan LeaseDuration { get; set; }

    public long LeaseUntil { get; set; }

    /// <summary>When it may start; 0 for at once.</summary>
    public long ReadyAt { get; set; }

    /// <summary>Until when it waits for its first start.</summary>
    public long QueueUntil { get; set; } = long.MaxValue;

    public long ClaimedAt { get; set; }

    public long RunningSince { get; set; }

    public long CancelAskedAt { get; set; }

    public long EndedAt { get; set; }

    /// <summary>The worker that has it; none while it waits and when it is over.</summary>
    public WorkerRecord? Worker { get; set; }

    /// <summary>Whether it is in the ready ones' order.</summary>
    public bool IsReady { get; set; }

    public bool IsBorrowed { get; set; }

    public string? WorkerId { get; set; }

    public string? InstanceId { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public JobResolution Resolution { get; set; }

    /// <summary>Whether it was pruned: it is still in an order from which it will be taken later.</summary>
    public bool IsForgotten { get; set; }

    public LeaseKey Lease => new(Request.Id, FencingToken);

    public JobTerms Terms => new(Request.Id, Request.MaxAttempts, Request.MaxInfrastructureLosses, Request.Timeout, Request.Backoff);

    public JobFacts Facts => new(Request.Id, Group.Request.Id, Request.Tenant, Request.Queue, Request.Name, Group.EnqueuedAt);

    public Job ToJob() => new()
    {
        Id = Request.Id,
        GroupId = Group.Request.Id,
        Tenant = Request.Tenant,
        Queue = Request.Queue,
        Payload = Request.Payload,
        Secrets = Request.Secrets,
        Sequence = Sequence,
        EnqueuedAt = Group.EnqueuedAt,
        Timeout = Request.Timeout,
        MaxAttempts = Request.MaxAttempts,
        Backoff = Request.Backoff,
        MaxInfrastructureLosses = Request.MaxInfrastructureLosses,
        MaxQueueTime = Request.MaxQueueTime,
        RerunOf = Request.RerunOf,
        Name = Request.Name,
        Priority = Request.Priority,
        State = Progress.State,
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
}
