namespace Pudding.Jobs;

/// <summary>How a host submits work and learns its outcome. Thread-safe; one for the host.</summary>
public interface IJobClient
{
    /// <summary>Enqueues jobs together: durable when it returns, all of them or none.</summary>
    /// <returns>The group; for a repeated idempotency key with the same content, the group of the first call as it is now.</returns>
    /// <exception cref="JobRejectedException">A field is wrong: the message names it. Nothing was enqueued.</exception>
    Task<JobGroup> EnqueueAsync(JobGroupRequest request, CancellationToken cancellationToken = default);

    /// <summary>The group as it is now; <c>null</c> when there is none of that id.</summary>
    Task<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken = default);

    /// <summary>The job as it is now; <c>null</c> when there is none of that id.</summary>
    Task<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken = default);

    /// <summary>Cancels every job of a group that is not over. Waiting jobs end at once; running ones are asked to stop and end when their
    /// worker confirms.</summary>
    /// <param name="group">The group.</param>
    /// <param name="reason">For people: who and why.</param>
    /// <param name="onlyWaiting">Whether jobs that a worker has are left alone.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many jobs were cancelled or asked to stop; 0 also for an unknown group.</returns>
    Task<int> CancelGroupAsync(JobGroupId group, string reason, bool onlyWaiting = false, CancellationToken cancellationToken = default);

    /// <summary>Cancels one job, as <see cref="CancelGroupAsync"/> does.</summary>
    /// <returns>Whether it was cancelled or asked to stop; <c>false</c> when it is over or unknown.</returns>
    Task<bool> CancelJobAsync(JobId job, string reason, CancellationToken cancellationToken = default);

    /// <summary>Waits until every job of a group is over.</summary>
    /// <exception cref="KeyNotFoundException">There is no group of that id.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or the host stops; the jobs go on.</exception>
    Task<JobGroupOutcome> WaitAsync(JobGroupId group, CancellationToken cancellationToken = default);

    /// <summary>What a job's handler has logged so far, of all attempts, up to the cap of the log store.</summary>
    /// <returns>The text; empty when there is none or the job is unknown.</returns>
    Task<string> ReadLogAsync(JobId job, CancellationToken cancellationToken = default);
}
