using Pudding.Jobs;

namespace Pudding.Storage.InMemory.Jobs;

internal sealed class InMemoryJobStore(InMemoryDatabase db, JobBook book) : IJobStore
{
    public ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(Enqueue(group));
    }

    public ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(db.Groups.Find(group)?.ToGroup());
    }

    public ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(db.Jobs.Find(job)?.ToJob());
    }

    public ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            db.Ready.Promote(db.Timestamp);
            return new(new HeadPage
            {
                Jobs = db.Ready.Heads(query, db.Timestamp),
                NextReadyIn = db.Ready.NextReadyAt is { } at ? db.Until(at) : null,
            });
        }
    }

    public ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            return new([.. db.Jobs.Active.Select(record => new ActiveJob
            {
                Id = record.Id,
                Tenant = record.Request.Tenant,
                Queue = record.Request.Queue,
                WorkerId = record.WorkerId!,
                FencingToken = record.FencingToken,
                IsBorrowed = record.IsBorrowed,
                HeldFor = db.Since(record.ClaimedAt),
            })]);
        }
    }

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken)
    {
        var results = new ClaimResult[batch.Claims.Count];
        using (db.Enter())
        {
            db.Ready.Promote(db.Timestamp);
            for (var i = 0; i < results.Length; i++)
                results[i] = batch.Epoch == db.Baton.Epoch ? Claim(batch.Claims[i], batch.LeaseDuration) : new ClaimResult(ClaimStatus.StaleEpoch);
        }

        return new(results);
    }

    public ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            var records = request.Group is { } group
                ? db.Groups.Find(group)?.Jobs ?? []
                : request.Jobs.Select(db.Jobs.Find).OfType<JobRecord>().ToList();
            return new([.. records
                .Where(record => !(request.OnlyWaiting && record.State.IsActive()))
                .Where(record => book.Cancel(record, JobCause.CancelRequested, request.Reason))
                .Select(static record => record.Id)]);
        }
    }

    public ValueTask<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest request, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (request.Epoch != db.Baton.Epoch)
                return new([]);
            var swept = new List<JobRecord>();
            foreach (var record in db.Jobs.Active.OrderBy(static record => record.Sequence).ToList())
            {
                if (Sweep(record, request))
                    swept.Add(record);
            }

            foreach (var record in db.Ready.TakeImpatient(db.Timestamp))
            {
                // One that was swept may have ended others of its group.
                if (record.State != JobState.Pending)
                    continue;
                book.ExpireInQueue(record);
                swept.Add(record);
            }

            return new([.. swept.Distinct().Select(static record => new SweptJob(record.Id, record.State, record.Progress.Cause))]);
        }
    }

    private bool Sweep(JobRecord record, SweepRequest request)
    {
        // A job that was swept may have ended others of its group.
        if (!record.State.IsActive())
            return false;
        if (record.Progress.CancelRequested && db.Since(record.CancelAskedAt) >= request.CancelGrace)
            book.EscalateCancel(record);
        else if (record.LeaseUntil <= db.Timestamp && !request.KeepLeases)
            book.Lose(record);
        else if (record.State == JobState.Running && db.Since(record.RunningSince) >= record.Request.Timeout + request.TimeoutGrace)
            book.TimeOut(record);
        else
            return false;
        return true;
    }

    private EnqueueResult Enqueue(NewJobGroup group)
    {
        if ((db.Groups.Find(group.Id) ?? db.Groups.FindByKey(group.IdempotencyKey)) is { } known)
            return Repeat(known, group);
        if (FindRepeatedId(group.Jobs) is { } repeated)
            return new EnqueueResult { Status = EnqueueStatus.IdInUse, JobIndex = repeated, Error = $"Another job has the id {group.Jobs[repeated].Id}." };

        var tenants = new TenantNode[group.Jobs.Count];
        for (var i = 0; i < tenants.Length; i++)
        {
            if (db.Tenants.TryOpen(group.Jobs[i].Tenant, out var error) is { } tenant)
            {
                tenants[i] = tenant;
                continue;
            }

            foreach (var opened in tenants.AsSpan(0, i))
                db.Tenants.Close(opened);
            return new EnqueueResult { Status = EnqueueStatus.TenantNotLeaf, JobIndex = i, Error = error };
        }

        var record = new GroupRecord(group, db.Now, db.Timestamp);
        var superseded = db.Groups.Superseded(group);
        db.Groups.Add(record);
        for (var i = 0; i < tenants.Length; i++)
            book.Open(group.Jobs[i], record, tenants[i]);
        foreach (var older in superseded)
            Supersede(older, group);
        foreach (var (tenant, queue) in group.Jobs.Select(static job => (job.Tenant, job.Queue)).Distinct())
            db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Ready, GroupId = group.Id, Tenant = tenant, Queue = queue });
        return new EnqueueResult { Status = EnqueueStatus.Enqueued, Group = record.ToGroup(), Superseded = [.. superseded.Select(static older => older.Request.Id)] };
    }

    private static EnqueueResult Repeat(GroupRecord known, NewJobGroup group)
    {
        if (known.Request.Fingerprint == group.Fingerprint)
            return new EnqueueResult { Status = EnqueueStatus.AlreadyEnqueued, Group = known.ToGroup() };
        return known.Request.Id == group.Id
            ? new EnqueueResult { Status = EnqueueStatus.IdInUse, Error = $"Another group has the id {group.Id}." }
            : new EnqueueResult { Status = EnqueueStatus.KeyInUse, Error = $"'{group.IdempotencyKey}' was used before, for another request (group {known.Request.Id})." };
    }

    private int? FindRepeatedId(IReadOnlyList<NewJob> jobs)
    {
        HashSet<JobId> seen = new(jobs.Count);
        for (var i = 0; i < jobs.Count; i++)
        {
            if (!seen.Add(jobs[i].Id) || db.Jobs.Find(jobs[i].Id) is not null)
                return i;
        }

        return null;
    }

    private void Supersede(GroupRecord older, NewJobGroup by)
    {
        older.SupersededBy = by.Id;
        foreach (var record in older.Jobs)
        {
            if (by.SupersedeRunning || !record.State.IsActive())
                book.Cancel(record, JobCause.Superseded, $"Superseded by group {by.Name ?? by.Id.ToString()}.");
        }
    }

    private ClaimResult Claim(in Claim claim, TimeSpan leaseDuration)
    {
        if (!db.Jobs.TryFind(claim.JobId, out var record) || !record.IsReady || record.QueueUntil <= db.Timestamp)
            return new ClaimResult(ClaimStatus.JobNotReady);
        if (db.Workers.Find(claim.WorkerId) is not { } worker || !worker.MayTake(record.Request.Queue, claim.Session))
            return new ClaimResult(ClaimStatus.WorkerUnavailable);
        if (TenantLedger.FindFull(record.Tenant, db.Policies.InForce.Tenants, out var isBorrowed) is { } full)
            return new ClaimResult(ClaimStatus.LimitReached, LimitedBy: full.Path);
        if (db.Policies.IsFull(record.Request.Queue))
            return new ClaimResult(ClaimStatus.QueueLimitReached);

        book.Claim(record, worker, leaseDuration, isBorrowed);
        return new ClaimResult(ClaimStatus.Claimed, record.FencingToken, IsBorrowed: isBorrowed);
    }
}
