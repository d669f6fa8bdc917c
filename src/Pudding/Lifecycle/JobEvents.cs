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

    /// <summary>The events that tell of any step after the claim: which they are, in which order, and what they say of its time on the worker.</summary>
    /// <remarks>A step that asks the worker to stop the job is told by <see cref="CancelRequested"/> besides.</remarks>
    /// <param name="job">The job.</param>
    /// <param name="stamp">Of the first event; the second one has the sequence after it, unless that is 0.</param>
    /// <param name="before">The job before the step.</param>
    /// <param name="step">The step.</param>
    /// <param name="run">What the store says of the job before the step: the worker that has it, or had it last; how long it has held its slot, none when it has
    /// none; when its newest attempt began. Its attempt follows from <paramref name="before"/>, and is not read.</param>
    /// <param name="ranFor">How long the attempt ran, as its worker says; none when the worker has not said.</param>
    public static JobNews Tell(in JobFacts job, in EventStamp stamp, in JobProgress before, in JobStep step, in JobRun run, TimeSpan? ranFor)
    {
        var attempt = step.Begins ? before.Attempt + 1 : before.Attempt;
        var startedAt = step.Begins ? stamp.At - (ranFor ?? TimeSpan.Zero) : run.StartedAt;
        var began = step.Begins ? Started(job, stamp, run with { Attempt = attempt, StartedAt = startedAt }) : null;
        if (step.Kind == JobStepKind.Stays)
            return new JobNews(began, Ended: null, startedAt);

        var hasBegun = step.Begins || before.State == JobState.Running;
        var whole = run with { Attempt = hasBegun ? attempt : 0, RanFor = hasBegun ? ranFor : null, StartedAt = attempt > 0 ? startedAt : null };
        var next = began is null || stamp.Sequence == 0 ? stamp : stamp with { Sequence = stamp.Sequence + 1 };
        JobEvent ended = step.Kind == JobStepKind.Requeued ? Requeued(job, next, step, whole) : Finished(job, next, step, whole);
        return new JobNews(began, ended, startedAt);
    }

    private static TimeSpan? Waited(in JobFacts job, in JobRun run) => run.StartedAt < job.EnqueuedAt ? TimeSpan.Zero : run.StartedAt - job.EnqueuedAt;
}
