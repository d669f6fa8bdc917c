using Pudding.Jobs;

namespace Pudding.Storage.InMemory.Jobs;

internal sealed class InMemoryRetentionStore(InMemoryDatabase db, JobBook book) : IRetentionStore
{
    public ValueTask<PruneResult> PruneAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (request.Epoch != db.Baton.Epoch)
                return new(default(PruneResult));
            var groups = PruneGroups(request);
            var logs = request.Logs is { } logAge
                ? db.Logs.Prune(db.Jobs.Find, record => record.State.IsFinal() && db.Since(record.EndedAt) > logAge, request.Limit)
                : 0;
            var events = request.Events is { } eventAge ? db.Events.Prune(eventAge, request.Limit) : 0;
            return new(new PruneResult(groups, logs, events, HasMore: Math.Max(groups, Math.Max(logs, events)) >= request.Limit));
        }
    }

    private int PruneGroups(PruneRequest request)
    {
        var groups = 0;
        while (groups < request.Limit && db.Groups.OldestFinished is { } oldest && db.Since(oldest.FinishedTimestamp) > request.FinishedGroups)
        {
            book.Forget(oldest);
            groups++;
        }

        return groups;
    }
}
