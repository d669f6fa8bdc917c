using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Telemetry;

namespace Pudding.Recovery;

/// <summary>Requeues what fits a query, or counts what it would. A dry run takes the same steps but for the writes. Used by one call.</summary>
internal sealed class Requeuing(
    IJobStore jobs, IJobQueryStore queries, IIdSource ids, PuddingInstruments instruments, PuddingOptions options, bool isDryRun, RecoveryTally tally)
{
    private readonly LeafRule _leaves = new(queries);

    /// <summary>Groups that were dealt with whole, until which sequence they go: their later jobs come with later pages.</summary>
    private readonly Dictionary<JobGroupId, long> _dealtWith = [];

    private readonly List<JobId> _toNote = [];

    public async ValueTask RunAsync(JobQuery query, CancellationToken cancellationToken)
    {
        tally.Skip(RecoverySkip.NotOver, await queries.CountAsync(query, JobQueries.Open, cancellationToken).ConfigureAwait(false));
        tally.Skip(RecoverySkip.Succeeded, await queries.CountAsync(query, [JobState.Succeeded], cancellationToken).ConfigureAwait(false));
        tally.Skip(RecoverySkip.AlreadyResolved, await queries.CountResolvedAsync(query, cancellationToken).ConfigureAwait(false));
        if (query.Narrow(JobQueries.Ended, JobResolution.None) is not { } unresolved)
            return;

        await foreach (var page in queries.ReadPagesAsync(unresolved, cancellationToken).ConfigureAwait(false))
        {
            await RequeueAsync(page, unresolved, cancellationToken).ConfigureAwait(false);
            tally.Report();
            if (tally.HasMore)
                return;
        }
    }

    private async ValueTask RequeueAsync(IReadOnlyList<Job> page, JobQuery unresolved, CancellationToken cancellationToken)
    {
        foreach (var (group, end) in _dealtWith)
        {
            if (end < page[0].Sequence)
                _dealtWith.Remove(group);
        }

        foreach (var job in page)
        {
            if (_dealtWith.ContainsKey(job.GroupId))
                continue;
            if (tally.HasMore)
                break;
            if (await jobs.FindGroupAsync(job.GroupId, cancellationToken).ConfigureAwait(false) is not { } group)
            {
                tally.Skip(RecoverySkip.Changed);
                continue;
            }

            _dealtWith[group.Id] = group.Jobs.Max(static sibling => sibling.Sequence);
            await RequeueAsync(group, await ChooseAsync(group, unresolved, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        if (_toNote.Count > 0 && !isDryRun)
            await queries.ResolveAsync(_toNote, JobResolution.Requeued, cancellationToken).ConfigureAwait(false);
        _toNote.Clear();
    }

    private async ValueTask<List<Job>> ChooseAsync(JobGroup group, JobQuery unresolved, CancellationToken cancellationToken)
    {
        var chosen = new List<Job>();
        foreach (var job in group.Jobs.Where(unresolved.Matches))
        {
            if (!options.Queues.Contains(job.Queue))
            {
                tally.Skip(RecoverySkip.UnknownQueue);
            }
            else if (chosen.Count >= tally.Left)
            {
                tally.HasMore = true;
                break;
            }
            else if (await _leaves.TryOpenAsync(job.Tenant, cancellationToken).ConfigureAwait(false))
            {
                chosen.Add(job);
            }
            else
            {
                tally.Skip(RecoverySkip.TenantNotLeaf);
            }
        }

        return chosen;
    }

    /// <summary>Takes the next place of the group's chain for the chosen jobs that are not in the chain yet: see <see cref="RerunIds"/>.</summary>
    private async ValueTask RequeueAsync(JobGroup group, List<Job> chosen, CancellationToken cancellationToken)
    {
        for (var place = 0; chosen.Count > 0;)
        {
            var id = RerunIds.At(group, place);
            if (await jobs.FindGroupAsync(id, cancellationToken).ConfigureAwait(false) is { } there)
            {
                var taken = there.Jobs.Select(static job => job.RerunOf).ToHashSet();
                _toNote.AddRange(chosen.Select(static job => job.Id).Where(job => taken.Contains(job)));
                tally.Skip(RecoverySkip.AlreadyResolved, chosen.RemoveAll(job => taken.Contains(job.Id)));
                place++;
                continue;
            }

            var result = isDryRun
                ? new EnqueueResult { Status = EnqueueStatus.Enqueued }
                : await jobs.EnqueueAsync(Rerun.Of(group, chosen, id, ids), cancellationToken).ConfigureAwait(false);
            if (result.Status == EnqueueStatus.Enqueued)
            {
                Count(chosen, result.Group?.Id);
                return;
            }

            // Otherwise someone else took the place a moment ago: it is read, and what they left goes on.
            if (result.Status == EnqueueStatus.TenantNotLeaf)
            {
                var tenant = chosen[result.JobIndex].Tenant;
                tally.Skip(RecoverySkip.TenantNotLeaf, chosen.RemoveAll(job => job.Tenant == tenant));
            }
        }
    }

    private void Count(List<Job> requeued, JobGroupId? newGroup)
    {
        tally.AddNewGroup(newGroup);
        foreach (var job in requeued)
        {
            tally.AddDone(job);
            _toNote.Add(job.Id);
            if (!isDryRun)
                instruments.OnEnqueued(job.Queue);
        }
    }
}
