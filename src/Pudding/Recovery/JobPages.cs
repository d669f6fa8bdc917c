using System.Runtime.CompilerServices;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Recovery;

/// <summary>Reads any number of jobs, a page at a time.</summary>
internal static class JobPages
{
    /// <summary>Jobs come with their payloads: so many of the largest that are allowed by default are 50 MiB.</summary>
    private const int Page = 200;

    /// <summary>Pages, none of them empty. Where a page ended, the next one begins, whatever became of the jobs meanwhile.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Job>> ReadPagesAsync(
        this IJobQueryStore store, JobQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await store.FindAsync(query, after, Page, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
                yield break;
            yield return page;
            after = page[^1].Sequence;
        }
    }

    /// <summary>How many of a query's jobs are in one of some states.</summary>
    public static async ValueTask<long> CountAsync(
        this IJobQueryStore store, JobQuery query, IReadOnlyList<JobState> states, CancellationToken cancellationToken) =>
        query.Narrow(states, JobResolution.None) is { } narrow ? await store.CountAsync(narrow, cancellationToken).ConfigureAwait(false) : 0;

    /// <summary>How many of a query's jobs have a note of what was done about them.</summary>
    public static async ValueTask<long> CountResolvedAsync(this IJobQueryStore store, JobQuery query, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var resolution in Enum.GetValues<JobResolution>())
        {
            if (resolution != JobResolution.None && query.Narrow(JobQueries.Ended, resolution) is { } narrow)
                count += await store.CountAsync(narrow, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }
}
