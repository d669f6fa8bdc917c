using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>The single source of truth about jobs. A provider's obligations:</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Thread-safe. Each call is atomic; what it returns is durable and visible to every host of the estate before it completes.</item>
/// <item>A race that is lost is a value in the answer, never an exception. <see cref="JobStoreUnavailableException"/> means that nothing is known
/// about the outcome; every call may then be repeated.</item>
/// <item>Each change writes its <see cref="Events.PuddingEvent"/> in the same transaction, and announces itself on <see cref="IChangeFeed"/> afterwards.</item>
/// <item>The store's own clock, not the caller's, rules leases and time stamps.</item>
/// <item>No call costs more because a tenant that is blocked has a large backlog.</item>
/// </list>
/// </remarks>
public interface IJobStore
{
    /// <summary>Writes a group with all its jobs, or nothing.</summary>
    /// <returns>The group and whether it is new: the same id, or the same idempotency key with the same fingerprint returns what is there, with another one refuses;
    /// so does a tenant that would hold jobs and have tenants with jobs below it at once.</returns>
    ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken);

    /// <summary>A group with its jobs, in the order of the request; <c>null</c> if unknown.</summary>
    ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken);

    /// <summary>A job; <c>null</c> if unknown.</summary>
    ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken);

    /// <summary>The first ready jobs of each tenant and queue: pending, not scheduled for later, by priority (high first), then sequence.</summary>
    ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken);

    /// <summary>Every job that is <see cref="JobState.Assigned"/> or <see cref="JobState.Running"/>.</summary>
    ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken);

    /// <summary>Hands jobs to workers. Each claim is verified on its own and either holds completely or changes nothing: the epoch is the
    /// baton's newest; the job is ready; the worker's cell is ready with an offered free slot in this session; at every node of the tenant's path fewer
    /// jobs are active than the ceiling in force, and in the job's queue fewer than its limit; and none of these is paused.</summary>
    /// <remarks>A claim may also be refused because another one, of the same batch or of another host, was in its way; but never as
    /// <see cref="ClaimStatus.JobNotReady"/> while the job is ready.</remarks>
    /// <returns>A result for each claim, in order.</returns>
    ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken);

    /// <summary>Cancels: pending jobs end at once, active ones are marked so that their worker is told.</summary>
    /// <returns>The jobs that were ended or marked by this call.</returns>
    ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken);

    /// <summary>Takes back every job whose lease is over: requeued at its old place, once; failed when it was lost too often; cancelled when that was
    /// asked for. Refused (nothing done) when the epoch is not the baton's newest.</summary>
    /// <returns>The jobs that were taken back.</returns>
    ValueTask<IReadOnlyList<JobId>> ExpireAsync(ExpireRequest request, CancellationToken cancellationToken);
}
