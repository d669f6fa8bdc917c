using Pudding.Logs;

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

    /// <summary>Runs jobs of a group that is over again, as a new group: copies of those that failed, or of more (see <see cref="RerunScope"/>), with the same terms, except that
    /// they may start at once. Final states never change: the old jobs stay as they are, and are noted as <see cref="JobResolution.Requeued"/>.</summary>
    /// <param name="group">The group. The new one keeps its name and <see cref="JobGroup.FailFast"/>, but has no supersede key: running something old again cancels nothing that is
    /// newer.</param>
    /// <param name="request">Which jobs; none for those that failed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new group, with <see cref="JobGroup.RerunOf"/> and <see cref="Job.RerunOf"/>; for a repeated idempotency key, the group of the first call as it is now.</returns>
    /// <exception cref="KeyNotFoundException">There is no group of that id.</exception>
    /// <exception cref="JobRejectedException">The group is not over, or has no such job; or a field is wrong: the message names it. Nothing was enqueued.</exception>
    Task<JobGroup> RerunAsync(JobGroupId group, RerunRequest? request = null, CancellationToken cancellationToken = default);

    /// <summary>Waits until every job of a group is over.</summary>
    /// <exception cref="KeyNotFoundException">There is no group of that id.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or the host stops; the jobs go on.</exception>
    Task<JobGroupOutcome> WaitAsync(JobGroupId group, CancellationToken cancellationToken = default);

    /// <summary>What a job's handler has logged so far, of all attempts, up to the cap of the log store.</summary>
    /// <returns>The text; empty when there is none or the job is unknown.</returns>
    Task<string> ReadLogAsync(JobId job, CancellationToken cancellationToken = default);

    /// <summary>What a job's handler logs, of all attempts, as it comes: first what is there, then on until the job is over and its log complete. The reader sets the pace; nobody who
    /// writes waits for it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="offset">Where to begin, in bytes: 0, or the <see cref="JobLogPage.NextOffset"/> of the last page that the reader has.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>Pages with bytes; the last one is complete, and may have none. For text, see <see cref="JobClientExtensions.FollowLogLinesAsync"/>.</returns>
    /// <exception cref="KeyNotFoundException">There is no job of that id (any more).</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or the host stops; the job goes on.</exception>
    IAsyncEnumerable<JobLogPage> FollowLogAsync(JobId job, long offset = 0, CancellationToken cancellationToken = default);
}
