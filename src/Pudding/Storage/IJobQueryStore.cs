using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>Looks for jobs, for people and for recovery; never needed for dispatch. The obligations of <see cref="IJobStore"/> apply, except that a call may cost
/// what it finds.</summary>
public interface IJobQueryStore
{
    /// <summary>Jobs that fit, in the order of their sequence, page by page.</summary>
    /// <param name="query">Which.</param>
    /// <param name="afterSequence">The sequence of the last job of the page before; 0 for the first page.</param>
    /// <param name="limit">The most jobs to read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<IReadOnlyList<Job>> FindAsync(JobQuery query, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>How many jobs fit.</summary>
    ValueTask<long> CountAsync(JobQuery query, CancellationToken cancellationToken);

    /// <summary>Notes what was done about jobs that failed or were cancelled. One that has a note already keeps it; jobs in other states are left alone.</summary>
    /// <returns>The jobs that this call has noted.</returns>
    ValueTask<IReadOnlyList<JobId>> ResolveAsync(IReadOnlyList<JobId> jobs, JobResolution resolution, CancellationToken cancellationToken);
}
