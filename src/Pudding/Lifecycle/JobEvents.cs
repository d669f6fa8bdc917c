using Pudding.Events;
using Pudding.Jobs;

namespace Pudding.Lifecycle;

/// <summary>The events that tell of a job's steps: every store writes these, in the order of the steps.</summary>
public static class JobEvents
{
    /// <summary>It was enqueued.</summary>
    public static JobEnqueued Enqueued(in JobFacts job, in EventStamp stamp) => new()
    {
        Sequence = stamp.Sequence, At = stamp.At, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
    };

    /// <summary>It was claimed for a worker.</summary>
    public static JobAssigned Assigned(in JobFacts job, in EventStamp stamp, in JobRun run, bool isBorrowed) => new()
    {
        Sequence = stamp.Sequence, At = stamp.At, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
        WorkerId = run.WorkerId!, InstanceId = run.InstanceId, IsBorrowed = isBorrowed,
    };

    /// <summary>Its worker has begun an attempt.</summary>
    public static JobStarted Started(in JobFacts job, in EventStamp stamp, in JobRun run) => new()
    {
        Sequence = stamp.Sequence, At = stamp.At, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
        WorkerId = run.WorkerId!, InstanceId = run.InstanceId, Attempt = run.Attempt, Waited = Waited(job, run) ?? TimeSpan.Zero,
    };

    /// <summary>Its worker is to stop it.</summary>
    public static JobCancelRequested CancelRequested(in JobFacts job, in EventStamp stamp, in JobProgress after, in JobRun run) => new()
    {
        Sequence = stamp.Sequence, At = stamp.At, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
        WorkerId = run.WorkerId!, Cause = after.Cause, Reason = after.Reason ?? "",
    };

    /// <summary>It went back to its queue: after a step that is <see cref="JobStepKind.Requeued"/>.</summary>
    public static JobRequeued Requeued(in JobFacts job, in EventStamp stamp, in JobStep step, in JobRun run) => new()
    {
        Sequence = stamp.Sequence, At = stamp.At, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
        WorkerId = run.WorkerId!, InstanceId = run.InstanceId, Attempt = run.Attempt, HeldFor = run.HeldFor ?? TimeSpan.Zero,
        Cause = step.After.Cause, Reason = step.After.Reason ?? "", Delay = step.Delay,
    };

    /// <summary>It is over: after a step that is <see cref="JobStepKind.Closed"/>.</summary>
    public static JobFinished Finished(in JobFacts job, in EventStamp stamp, in JobStep step, in JobRun run) => new()
    {
        Sequence = stamp.Sequence, At = stamp.At, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
        State = step.After.State, Cause = step.After.Cause, Reason = step.After.Reason,
        WorkerId = run.WorkerId, InstanceId = run.InstanceId, Attempt = run.Attempt, HeldFor = run.HeldFor, Waited = Waited(job, run), RanFor = run.RanFor,
    };

    private static TimeSpan? Waited(in JobFacts job, in JobRun run) => run.StartedAt < job.EnqueuedAt ? TimeSpan.Zero : run.StartedAt - job.EnqueuedAt;
}
