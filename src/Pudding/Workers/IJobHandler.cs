using Pudding.Jobs;

namespace Pudding.Workers;

/// <summary>Runs jobs: the host's own code. One instance for each job, from a scope of its own.</summary>
public interface IJobHandler
{
    /// <summary>Runs one attempt at a job.</summary>
    /// <param name="job">The job and what goes with it.</param>
    /// <param name="cancellationToken">The job is cancelled, over its time-out, or its lease is lost: stop soon. A handler that goes on for longer than
    /// the worker's grace is abandoned: its result is ignored and its slot stays taken until it returns.</param>
    /// <returns>How it ended. An exception counts as failure, except <see cref="OperationCanceledException"/> after
    /// <paramref name="cancellationToken"/> was cancelled.</returns>
    Task<JobOutcome> RunAsync(JobContext job, CancellationToken cancellationToken);
}
