using Pudding.Jobs;

namespace Pudding.Storage.InMemory.Jobs;

internal sealed class InMemoryJobQueryStore(InMemoryDatabase db) : IJobQueryStore
{
    public ValueTask<IReadOnlyList<Job>> FindAsync(JobQuery query, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new([.. Matching(query, afterSequence).Take(limit)]);
    }

    public ValueTask<long> CountAsync(JobQuery query, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(Matching(query, afterSequence: 0).LongCount());
    }

    public ValueTask<IReadOnlyList<JobId>> ResolveAsync(IReadOnlyList<JobId> jobs, JobResolution resolution, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            var resolved = new List<JobId>();
            foreach (var id in jobs)
            {
                if (db.Jobs.Find(id) is not { State: JobState.Failed or JobState.Cancelled, Resolution: JobResolution.None } record)
                    continue;
                record.Resolution = resolution;
                resolved.Add(id);
            }

            return new(resolved);
        }
    }

    /// <remarks>What most jobs fail at is asked first, before anything is copied.</remarks>
    private IEnumerable<Job> Matching(JobQuery query, long afterSequence) => db.Jobs.After(afterSequence)
        .Where(record => query.States.Count == 0 || query.States.Contains(record.State))
        .Where(record => query.Resolution is not { } resolution || record.Resolution == resolution)
        .Where(record => query.Tenant is not { } tenant || record.Request.Tenant.IsWithin(tenant))
        .Select(static record => record.ToJob())
        .Where(query.Matches);
}
