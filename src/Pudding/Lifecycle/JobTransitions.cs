using Pudding.Jobs;

namespace Pudding.Lifecycle;

/// <summary>The life of a job as pure functions: every store applies these, so that all of them mean the same.</summary>
/// <remarks>Callers see to it that a step fits the state (an end is reported by who holds the lease); a step never leaves a final state.</remarks>
public static class JobTransitions
{
    /// <summary>A worker was chosen for a waiting job.</summary>
    public static JobStep Claim(in JobProgress job) =>
        new(job with { State = JobState.Assigned, Cause = JobCause.None, Reason = null }, JobStepKind.Stays);

    /// <summary>Its worker says that it has it. The first time, an attempt begins.</summary>
    public static JobStep Acknowledge(in JobProgress job) => job.State == JobState.Assigned
        ? new JobStep(job with { State = JobState.Running, Attempt = job.Attempt + 1 }, JobStepKind.Stays, Begins: true)
        : new JobStep(job, JobStepKind.Stays);

    /// <summary>Its worker says how it ended.</summary>
    /// <param name="job">The job: assigned or running.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="outcome">What its worker says.</param>
    /// <param name="ranFor">How long it ran.</param>
    public static JobStep Finish(in JobProgress job, in JobTerms terms, JobOutcome outcome, TimeSpan ranFor)
    {
        ArgumentNullException.ThrowIfNull(outcome);

        // So short a job that its end is the first that is heard of it. (One that was given back or cancelled before it began never started.)
        var hasRun = ranFor > TimeSpan.Zero || outcome.Kind is JobOutcomeKind.Succeeded or JobOutcomeKind.Failed or JobOutcomeKind.TimedOut;
        var begins = hasRun && job.State == JobState.Assigned;
        var begun = begins ? Acknowledge(job).After : job;
        return End(begun, terms, outcome) with { Begins = begins };
    }

    /// <summary>Its lease is over.</summary>
    /// <param name="job">The job: assigned or running.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="worker">The worker that it was lost with.</param>
    public static JobStep Lose(in JobProgress job, in JobTerms terms, string worker) =>
        Lose(job, terms, JobCause.LeaseExpired, $"Lost with its worker '{worker}': the lease was not renewed.");

    /// <summary>Its worker, or the instance of that, was retired by force or declared lost.</summary>
    /// <param name="job">The job: assigned or running.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="reason">For people.</param>
    public static JobStep Interrupt(in JobProgress job, in JobTerms terms, string reason) => Lose(job, terms, JobCause.Interrupted, reason);

    /// <summary>Its worker never took it.</summary>
    /// <param name="job">The job: assigned.</param>
    /// <param name="reason">For people.</param>
    public static JobStep GiveBack(in JobProgress job, string reason) => job.CancelRequested
        ? Close(job, JobState.Cancelled, job.Cause, job.Reason)
        : Requeue(job, JobCause.NotTaken, reason);

    /// <summary>Someone cancels it: a waiting job ends, another one's worker is to stop it.</summary>
    /// <param name="job">The job, not over.</param>
    /// <param name="cause">Why, for programs.</param>
    /// <param name="reason">Why, for people.</param>
    public static JobStep Cancel(in JobProgress job, JobCause cause, string reason) => job.State.IsActive()
        ? new JobStep(job with { CancelRequested = true, Cause = cause, Reason = reason }, JobStepKind.Stays)
        : Close(job, JobState.Cancelled, cause, reason);

    /// <summary>Its worker was asked to stop it and has not confirmed for too long: it is taken away from that worker.</summary>
    /// <param name="job">The job: assigned or running, with <see cref="JobProgress.CancelRequested"/>.</param>
    public static JobStep EscalateCancel(in JobProgress job) =>
        Close(job, JobState.Cancelled, job.Cause, $"{job.Reason} (Its worker did not confirm in time, and the job was taken away from it.)");

    /// <summary>An attempt has run for much longer than it may, and its worker has not stopped it.</summary>
    /// <param name="job">The job: running.</param>
    /// <param name="terms">Its terms.</param>
    public static JobStep TimeOut(in JobProgress job, in JobTerms terms) => job.CancelRequested
        ? EscalateCancel(job)
        : FailAttempt(job, terms, JobCause.TimedOut, $"Ran longer than its time-out of {terms.Timeout}, and its worker did not stop it.");

    /// <summary>It has waited for longer than it may.</summary>
    /// <param name="job">The job: pending.</param>
    /// <param name="maxQueueTime">How long it may wait.</param>
    public static JobStep ExpireInQueue(in JobProgress job, TimeSpan maxQueueTime) =>
        Close(job, JobState.Failed, JobCause.QueueTimeExpired, $"Waited longer than its longest time in the queue, {maxQueueTime}.");

    private static JobStep End(in JobProgress job, in JobTerms terms, JobOutcome outcome) => outcome.Kind switch
    {
        JobOutcomeKind.Succeeded => Close(job, JobState.Succeeded, JobCause.None, reason: null),
        _ when job.CancelRequested => Close(job, JobState.Cancelled, job.Cause, job.Reason),
        JobOutcomeKind.Cancelled => Close(job, JobState.Cancelled, JobCause.HandlerCancelled, "Cancelled by its handler."),
        JobOutcomeKind.Requeue => Requeue(WithoutAttempt(job), JobCause.GivenBack, outcome.Reason ?? "Given back by its handler.", outcome.Delay),
        JobOutcomeKind.InfrastructureFailed => Lose(job, terms, JobCause.InfrastructureFailed, outcome.Reason ?? "Its worker's machine failed."),
        JobOutcomeKind.Failed => FailAttempt(job, terms, JobCause.HandlerFailed, outcome.Reason ?? "No reason was given."),
        JobOutcomeKind.TimedOut => FailAttempt(job, terms, JobCause.TimedOut, outcome.Reason ?? $"Ran longer than its time-out of {terms.Timeout}."),
        _ => Close(job, JobState.Failed, JobCause.HandlerFailed, $"The worker reported an outcome that is not known here: {outcome.Kind}."),
    };

    private static JobStep FailAttempt(in JobProgress job, in JobTerms terms, JobCause cause, string reason) => job.Attempt < terms.MaxAttempts
        ? Requeue(job, cause, $"Attempt {job.Attempt} of {terms.MaxAttempts} failed: {reason}", terms.Backoff.DelayAfter(job.Attempt, terms.Id))
        : Close(job, JobState.Failed, cause, reason);

    /// <summary>Losing a worker is not held against the job's attempts: it has a limit of its own. When the machine failed the job waits, so that it does not go back to that machine again and
    /// again while others are busy; a lease that is over has taken its time already.</summary>
    private static JobStep Lose(in JobProgress job, in JobTerms terms, JobCause cause, string reason)
    {
        var lost = job with { InfrastructureLosses = job.InfrastructureLosses + 1 };
        if (job.CancelRequested)
            return Close(lost, JobState.Cancelled, job.Cause, job.Reason);
        return lost.InfrastructureLosses > terms.MaxInfrastructureLosses
            ? Close(lost, JobState.Failed, cause, $"{reason} That was once too often: {lost.InfrastructureLosses} times.")
            : Requeue(WithoutAttempt(lost), cause, reason, cause == JobCause.InfrastructureFailed ? terms.Backoff.DelayAfter(lost.InfrastructureLosses, terms.Id) : default);
    }

    /// <summary>An attempt that was cut short doesn't count.</summary>
    private static JobProgress WithoutAttempt(in JobProgress job) => job.State == JobState.Running ? job with { Attempt = job.Attempt - 1 } : job;

    private static JobStep Requeue(in JobProgress job, JobCause cause, string reason, TimeSpan delay = default) =>
        new(job with { State = JobState.Pending, Cause = cause, Reason = reason }, JobStepKind.Requeued, Delay: delay);

    private static JobStep Close(in JobProgress job, JobState state, JobCause cause, string? reason) =>
        new(job with { State = state, Cause = cause, Reason = reason, CancelRequested = false }, JobStepKind.Closed);
}
