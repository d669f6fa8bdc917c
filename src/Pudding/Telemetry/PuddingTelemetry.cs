namespace Pudding.Telemetry;

/// <summary>The names under which Pudding is observed.</summary>
public static class PuddingTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "Pudding";

    /// <summary>The activity source.</summary>
    public const string ActivitySourceName = "Pudding";

    /// <summary>Counter of jobs enqueued, by <see cref="QueueTag"/>.</summary>
    public const string JobsEnqueued = "pudding.jobs.enqueued";

    /// <summary>Counter of claims that the dispatcher made, by <see cref="ClaimStatusTag"/>.</summary>
    public const string Claims = "pudding.dispatch.claims";

    /// <summary>Counter of jobs that are over, by <see cref="QueueTag"/> and <see cref="OutcomeTag"/>.</summary>
    public const string JobsFinished = "pudding.jobs.finished";

    /// <summary>Histogram, in seconds, of the time from enqueueing to the start of the last attempt, by <see cref="QueueTag"/>.</summary>
    public const string QueueDuration = "pudding.job.queue.duration";

    /// <summary>Histogram, in seconds, of the time that the last attempt ran, by <see cref="QueueTag"/> and <see cref="OutcomeTag"/>.</summary>
    public const string RunDuration = "pudding.job.run.duration";

    /// <summary>Counter of workers, and of instances with their workers, that were taken for sick, by <see cref="CordonedTag"/>.</summary>
    public const string WorkersSick = "pudding.workers.sick";

    /// <summary>The tag that names a queue.</summary>
    public const string QueueTag = "pudding.queue";

    /// <summary>The tag that names a final state.</summary>
    public const string OutcomeTag = "pudding.job.outcome";

    /// <summary>The tag that says what became of a claim.</summary>
    public const string ClaimStatusTag = "pudding.claim.status";

    /// <summary>The tag that says whether a sick worker was cordoned; one that is needed is not.</summary>
    public const string CordonedTag = "pudding.worker.cordoned";

    /// <summary>The span of one attempt at a job, on its worker.</summary>
    public const string RunActivity = "pudding.job.run";

    /// <summary>The span of enqueueing a group.</summary>
    public const string EnqueueActivity = "pudding.jobs.enqueue";
}
