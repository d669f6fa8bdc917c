using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>One call of <see cref="IJobStore.EnqueueAsync"/>.</summary>
internal sealed class EnqueueCall(Transaction transaction)
{
    private readonly JobTable _jobs = new(transaction);
    private readonly JobBook _book = new(transaction);

    public EnqueueResult Run(NewJobGroup request)
    {
        if ((transaction.Groups.Find(request.Id) ?? transaction.Groups.FindByKey(request.IdempotencyKey)) is { } known)
            return Repeat(known, request);
        if (FindRepeatedId(request.Jobs) is { } repeated)
            return new EnqueueResult { Status = EnqueueStatus.IdInUse, JobIndex = repeated, Error = $"Another job has the id {request.Jobs[repeated].Id}." };
        if (OpenPlaces(request.Jobs, out var refusal) is not { } places)
            return refusal!;

        var superseded = request.SupersedeKey is { } key ? transaction.Groups.FindSuperseded(request.Jobs[0].Tenant, key) : [];
        var group = transaction.Groups.Add(request, firstJob: transaction.Estate.Job + 1, transaction.Moment);
        var jobs = new Job[places.Length];
        for (var i = 0; i < places.Length; i++)
            jobs[i] = _book.Open(request.Jobs[i], request.Id, places[i]).ToJob(request.Jobs[i].Payload, request.Jobs[i].Secrets, request.Jobs[i].RerunOf);
        foreach (var older in superseded)
            Supersede(older, request);
        foreach (var place in places.Distinct())
            transaction.Announce(new StoreChange { Kind = StoreChangeKind.Ready, GroupId = request.Id, Tenant = place.Tenant, Queue = place.Queue });
        return new EnqueueResult { Status = EnqueueStatus.Enqueued, Group = group.ToGroup(jobs), Superseded = [.. superseded.Select(static older => older.Id)] };
    }

    private EnqueueResult Repeat(GroupRow known, NewJobGroup request)
    {
        if (known.Fingerprint == request.Fingerprint)
            return new EnqueueResult { Status = EnqueueStatus.AlreadyEnqueued, Group = new JobReader(transaction.Db).Complete(known) };
        return known.Id == request.Id
            ? new EnqueueResult { Status = EnqueueStatus.IdInUse, Error = $"Another group has the id {request.Id}." }
            : new EnqueueResult { Status = EnqueueStatus.KeyInUse, Error = $"'{request.IdempotencyKey}' was used before, for another request (group {known.Id})." };
    }

    private int? FindRepeatedId(IReadOnlyList<NewJob> jobs)
    {
        HashSet<JobId> seen = new(jobs.Count);
        for (var i = 0; i < jobs.Count; i++)
        {
            if (!seen.Add(jobs[i].Id) || _jobs.Exists(jobs[i].Id))
                return i;
        }

        return null;
    }

    /// <summary>Counts each job at its place.</summary>
    private Place[]? OpenPlaces(IReadOnlyList<NewJob> jobs, out EnqueueResult? refusal)
    {
        var places = new Place[jobs.Count];
        HashSet<TenantPath> leaves = [];
        for (var i = 0; i < places.Length; i++)
        {
            if (leaves.Add(jobs[i].Tenant) && transaction.Places.FindConflict(jobs[i].Tenant) is { } error)
            {
                foreach (var place in places.AsSpan(0, i))
                    place.Add(-1);
                refusal = new EnqueueResult { Status = EnqueueStatus.TenantNotLeaf, JobIndex = i, Error = error };
                return null;
            }

            places[i] = transaction.Places.GetOrAdd(jobs[i].Tenant, jobs[i].Queue);
            places[i].Add(1);
        }

        refusal = null;
        return places;
    }

    private void Supersede(GroupRow older, NewJobGroup by)
    {
        older.SupersededBy = by.Id;
        older.IsChanged = true;
        foreach (var job in _jobs.Get(older.Sequences))
        {
            if (by.SupersedeRunning || !job.State.IsActive())
                _book.Cancel(job, JobCause.Superseded, $"Superseded by group {by.Name ?? by.Id.ToString()}.");
        }
    }
}
