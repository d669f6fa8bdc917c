using System.Runtime.CompilerServices;
using Pudding.Logs;

namespace Pudding.Jobs;

/// <summary>What is often done with an <see cref="IJobClient"/>.</summary>
public static class JobClientExtensions
{
    /// <summary>Follows a job's log as lines of text: UTF-8, lines ended by <c>\n</c> or <c>\r\n</c>, joined where pages split a character or a line. The last line comes when the
    /// log is complete, also if nothing ends it.</summary>
    /// <param name="client">The client.</param>
    /// <param name="job">The job.</param>
    /// <param name="offset">Where to begin, in bytes; best where a line begins.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="KeyNotFoundException">There is no job of that id (any more).</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or the host stops; the job goes on.</exception>
    public static IAsyncEnumerable<string> FollowLogLinesAsync(
        this IJobClient client, JobId job, long offset = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return SplitAsync(client.FollowLogAsync(job, offset, cancellationToken), cancellationToken);
    }

    private static async IAsyncEnumerable<string> SplitAsync(
        IAsyncEnumerable<JobLogPage> pages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new LineSplitter();
        await foreach (var page in pages.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (var line in lines.Add(page.Bytes.Span))
                yield return line;
        }

        if (lines.Rest() is { } last)
            yield return last;
    }
}
