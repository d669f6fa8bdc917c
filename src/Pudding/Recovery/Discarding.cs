using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Recovery;

/// <summary>Puts away what fits a query, or counts what it would. Used by one call.</summary>
internal sealed class Discarding(IJobStore jobs, IJobQueryStore queries, string reason, bool isDryRun, RecoveryTally tally)
{
    public async ValueTask RunAsync(JobQuery query, CancellationToken cancellationToken)
    {
        tally.Skip(RecoverySkip.Succeeded, await queries.CountAsync(query, [JobState.Succeeded], cancellationToken).ConfigureAwait(false));
        tally.Skip(RecoverySkip.AlreadyResolved, await queries.CountResolvedAsync(query, cancellationToken).ConfigureAwait(false));
        if (query.Narrow([.. JobQueries.Open, .. JobQueries.Ended], JobResolution.None) is not { } unresolved)
            return;

        await foreach (var page in queries.ReadPagesAsync(unresolved, cancellationToken).ConfigureAwait(false))
        {
            var chosen = Choose(page);
            if (isDryRun)
                chosen.ForEach(tally.AddDone);
            else if (chosen.Count > 0)
                await DiscardAsync(chosen, cancellationToken).ConfigureAwait(false);
            tally.Report();
            if (tally.HasMore)
                return;
        }
    }

    private List<Job> Choose(IReadOnlyList<Job> page)
    {
        var chosen = new List<Job>();
        foreach (var job in page)
        {
            if (job.CancelRequested)
            {
                tally.Skip(RecoverySkip.CancelRequested);
            }
            else if (chosen.Count < tally.Left)
            {
                chosen.Add(job);
            }
            else
            {
                tally.HasMore = true;
                break;
            }
        }

        return chosen;
    }

    private async ValueTask DiscardAsync(List<Job> chosen, CancellationToken cancellationToken)
    {
        JobId[] open = [.. chosen.Where(static job => !job.State.IsFinal()).Select(static job => job.Id)];
        var cancelled = open.Length == 0 ? [] : await jobs.CancelAsync(new CancelRequest { Jobs = open, Reason = reason }, cancellationToken).ConfigureAwait(false);

        // Those that had waited are over now; those that a worker has are not, and a store notes nothing about them.
        JobId[] over = [.. chosen.Where(static job => job.State.IsFinal()).Select(static job => job.Id), .. cancelled];
        var noted = await queries.ResolveAsync(over, JobResolution.Discarded, cancellationToken).ConfigureAwait(false);

        var done = cancelled.Concat(noted).ToHashSet();
        foreach (var job in chosen)
        {
            if (done.Contains(job.Id))
                tally.AddDone(job);
            else
                tally.Skip(RecoverySkip.Changed);
        }
    }
}
