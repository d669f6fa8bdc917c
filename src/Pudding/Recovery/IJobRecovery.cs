using Pudding.Jobs;

namespace Pudding.Recovery;

/// <summary>Deals with many jobs at once after something went wrong: looks for them, runs them again, or puts them away. Thread-safe; one for the host.</summary>
/// <remarks>
/// Works in short batches and never holds more than one of them in memory, so it may be used on a store with millions of jobs while the farm runs. It may be stopped, or its host may
/// die, at any point: what was done stands, and the same call again does the rest. Two people may do the same at once: no job is requeued twice.
/// </remarks>
public interface IJobRecovery
{
    /// <summary>How many jobs fit.</summary>
    /// <exception cref="ArgumentException">A field of the query is wrong: the message names it.</exception>
    Task<long> CountAsync(JobQuery query, CancellationToken cancellationToken = default);

    /// <summary>The jobs that fit, in the order in which they were enqueued, read a page at a time while the caller enumerates.</summary>
    /// <exception cref="ArgumentException">A field of the query is wrong: the message names it.</exception>
    IAsyncEnumerable<Job> ListAsync(JobQuery query, CancellationToken cancellationToken = default);

    /// <summary>Runs again what failed or was cancelled and has no note yet (<see cref="Job.Resolution"/>). The jobs that fit of one group become one new group, with the same terms,
    /// the same name and <see cref="JobGroup.FailFast"/>, and <see cref="JobGroup.RerunOf"/>; the old ones are noted as <see cref="JobResolution.Requeued"/>.</summary>
    /// <param name="query">Which jobs.</param>
    /// <param name="request">Who asks, and how.</param>
    /// <param name="cancellationToken">Ends the call after the current step; what was done stands.</param>
    /// <returns>What was done, or for a dry run what would be.</returns>
    /// <exception cref="ArgumentException">A field of the query or the request is wrong, or the query says nothing and <see cref="RecoveryRequest.All"/> neither: the message
    /// names it. Nothing was done.</exception>
    Task<RecoveryReport> RequeueAsync(JobQuery query, RecoveryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Puts jobs away: what waits is cancelled, what runs is asked to stop and ends when its worker confirms, what has failed or was cancelled is noted as
    /// <see cref="JobResolution.Discarded"/>, and so is a waiting job once it is cancelled.</summary>
    /// <inheritdoc cref="RequeueAsync" path="/param" />
    /// <inheritdoc cref="RequeueAsync" path="/returns" />
    /// <inheritdoc cref="RequeueAsync" path="/exception" />
    Task<RecoveryReport> DiscardAsync(JobQuery query, RecoveryRequest request, CancellationToken cancellationToken = default);
}
