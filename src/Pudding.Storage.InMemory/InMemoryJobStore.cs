using Pudding.Jobs;

namespace Pudding.Storage.InMemory;

internal sealed class InMemoryJobStore(InMemoryDatabase db, JobBook book) : IJobStore
{
    public ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken)
    {
        lock (db.Gate)
            return new(Enqueue(group));
    }

    public ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken)
    {
        lock (db.Gate)
            return new(db.Groups.GetValueOrDefault(group)?.ToGroup());
    }

    public ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken)
    {
        lock (db.Gate)
            return new(db.Jobs.GetValueOrDefault(job)?.Job);
    }

    public ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            db.Ready.Promote(db.Timestamp);
            return new(new HeadPage { Jobs = db.Ready.Heads(query), NextReadyIn = db.Ready.NextReadyAt is { } at ? db.Until(at) : null });
        }
    }

    public ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            return new([.. db.Active.Select(record => new ActiveJob
            {
                Id = record.Job.Id,
                Tenant = record.Job.Tenant,
                Queue = record.Job.Queue,
                WorkerId = record.Job.WorkerId!,
                FencingToken = record.FencingToken,
                HeldFor = db.Since(record.ClaimedAt),
            })]);
        }
    }

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken)
    {
        var results = new ClaimResult[batch.Claims.Count];
        lock (db.Gate)
        {
            db.Ready.Promote(db.Timestamp);
            for (var i = 0; i < results.Length; i++)
                results[i] = batch.Epoch == db.Baton.Epoch ? Claim(batch.Claims[i], batch.LeaseDuration) : new ClaimResult(ClaimStatus.StaleEpoch);
        }

        return new(results);
    }

    public ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            IEnumerable<JobRecord> records =
                request.Group is { } group ? db.Groups.GetValueOrDefault(group)?.Jobs ?? [] :
                request.Job is { } job && db.Jobs.TryGetValue(job, out var one) ? [one] : [];
            var cancelled = new List<JobId>();
            foreach (var record in records)
            {
                if (record.Job.State.IsFinal() || record.Job.CancelRequested)
                    continue;
                book.Cancel(record, request.Reason);
                cancelled.Add(record.Job.Id);
            }

            return new(cancelled);
        }
    }

    public ValueTask<IReadOnlyList<JobId>> ExpireAsync(ExpireRequest request, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            if (request.Epoch != db.Baton.Epoch)
                return new([]);
            var now = db.Timestamp;
            var lost = db.Active.Where(record => record.LeaseUntil <= now).OrderBy(static record => record.Job.Sequence).ToList();
            foreach (var record in lost)
                book.Lose(record, request.MaxLosses);
            return new([.. lost.Select(static record => record.Job.Id)]);
        }
    }

    private EnqueueResult Enqueue(NewJobGroup group)
    {
        if (db.Groups.TryGetValue(group.Id, out var same))
            return new EnqueueResult { Status = EnqueueStatus.AlreadyEnqueued, Group = same.ToGroup() };
        if (group.IdempotencyKey is { } key && db.GroupsByKey.TryGetValue(key, out var known))
        {
            return known.Request.Fingerprint == group.Fingerprint
                ? new EnqueueResult { Status = EnqueueStatus.AlreadyEnqueued, Group = known.ToGroup() }
                : new EnqueueResult { Status = EnqueueStatus.KeyInUse, Error = $"'{key}' was used before, for another request (group {known.Request.Id})." };
        }

        for (var i = 0; i < group.Jobs.Count; i++)
        {
            if (db.Tenants.TryOpen(group.Jobs[i].Tenant) is not { } error)
                continue;
            for (var undo = 0; undo < i; undo++)
                db.Tenants.Close(group.Jobs[undo].Tenant);
            return new EnqueueResult { Status = EnqueueStatus.TenantNotLeaf, JobIndex = i, Error = error };
        }

        var record = new GroupRecord(group, db.Now, [.. group.Jobs.Select(job => book.Open(job, group.Id))]);
        db.Groups.Add(group.Id, record);
        if (group.IdempotencyKey is { } newKey)
            db.GroupsByKey.Add(newKey, record);
        foreach (var (tenant, queue) in group.Jobs.Select(static job => (job.Tenant, job.Queue)).Distinct())
            db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Ready, GroupId = group.Id, Tenant = tenant, Queue = queue });
        return new EnqueueResult { Status = EnqueueStatus.Enqueued, Group = record.ToGroup() };
    }

    private ClaimResult Claim(in Claim claim, TimeSpan leaseDuration)
    {
        if (!db.Jobs.TryGetValue(claim.JobId, out var record) || !db.Ready.Contains(record))
            return new ClaimResult(ClaimStatus.JobNotReady);
        if (!db.Cells.TryGetValue(claim.WorkerId, out var cell) || !cell.MayTake(record.Job.Queue, claim.Session))
            return new ClaimResult(ClaimStatus.WorkerUnavailable);
        if (db.Tenants.FindFull(record.Job.Tenant, db.Policies.InForce.Tenants) is { } full)
            return new ClaimResult(ClaimStatus.LimitReached, LimitedBy: full);
        if (db.Policies.IsFull(record.Job.Queue))
            return new ClaimResult(ClaimStatus.QueueLimitReached);

        book.Claim(record, cell, leaseDuration);
        return new ClaimResult(ClaimStatus.Claimed, record.FencingToken);
    }
}
