using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>The single source of truth about jobs. A provider's obligations:</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Thread-safe. Each call is atomic; what it returns is durable and visible to every host of the estate before it completes.</item>
/// <item>A race that is lost is a value in the answer, never an exception. <see cref="JobStoreUnavailableException"/> means that nothing is known
/// about the outcome; every call may then be repeated.</item>
/// <item>The life of a job is decided by <see cref="Lifecycle.JobTransitions"/>, and each change writes the events of <see cref="Lifecycle.JobEvents"/> in the same
/// transaction, and announces itself on <see cref="IChangeFeed"/> afterwards.</item>
/// <item>The store's own clock, not the caller's, rules leases and time stamps. Durations are measured so that setting the clock doesn't change them, as far as the
/// store's machine allows.</item>
/// <item>No call costs more because a tenant that is blocked has a large backlog.</item>
/// <item>Callers see to it that what they write is valid (texts within their bounds, ids that are not default, durations that are not negative); a store need not check that.</item>
/// </list>
/// The scenarios of the package <c>Pudding.Testing</c> hold a store to all of this.
/// </remarks>
public interface IJobStore
{
    /// <summary>Writes a group with all its jobs, or nothing. In the same step, older groups with its supersede key are cancelled: see
    /// <see cref="NewJobGroup.SupersedeKey"/>.</summary>
    /// <returns>The group and whether it is new. The same id or the same idempotency key, with the same fingerprint, returns what is there; with another fingerprint it is
    /// refused. So is a job with the id of another one, and a tenant that would hold jobs and have tenants with jobs below it at once.</returns>
    ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken);

    /// <summary>A group with its jobs, in the order of the request; <c>null</c> if unknown.</summary>
    ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken);

    /// <summary>A job; <c>null</c> if unknown.</summary>
    ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken);

    /// <summary>The first ready jobs of each tenant and queue: pending, not scheduled for later, not over their time in the queue, by priority (high first), then
    /// sequence.</summary>
    ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken);

    /// <summary>Every job that is <see cref="JobState.Assigned"/> or <see cref="JobState.Running"/>.</summary>
    ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken);

    /// <summary>Hands jobs to workers. Each claim is verified on its own and either holds completely or changes nothing: the epoch is the
    /// baton's newest; the job is ready; the worker serves its queue and its cell (and that of its instance) is ready, with an offered free slot in this session, and fewer
    /// jobs than slots whatever it offers; and at every node of the tenant's path, and in the queue, fewer jobs are active than the ceiling in force, and nothing is paused.</summary>
    /// <remarks>A claim may also be refused because another one, of the same batch or of another host, was in its way; but never as
    /// <see cref="ClaimStatus.JobNotReady"/> while the job is ready.</remarks>
    /// <returns>A result for each claim, in order.</returns>
    ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken);

    /// <summary>Cancels: pending jobs end at once, active ones are marked so that their worker is told.</summary>
    /// <returns>The jobs that were ended or marked by this call.</returns>
    ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken);

    /// <summary>Ends what time has ended, each thing exactly once: leases that are over, attempts that run on far beyond their time-out, cancellations that no worker
    /// confirms, jobs that have waited longer than they may. Refused (nothing done) when the epoch is not the baton's newest.</summary>
    /// <returns>The jobs that were ended or taken back: first those that were active, then those that waited, each by sequence. A job is told once, as it is after the sweep: one
    /// that goes back to its queue with its time there over has failed.</returns>
    ValueTask<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest request, CancellationToken cancellationToken);
}
