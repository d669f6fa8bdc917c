using Pudding.Events;
using Pudding.Jobs;
using Pudding.Lifecycle;
using Pudding.Storage.InMemory.Workers;

namespace Pudding.Storage.InMemory.Jobs;

/// <summary>Writes the steps of jobs: each with its place, its event and its hint. Callers have entered the database.</summary>
internal sealed class JobBook(InMemoryDatabase db)
{
    private long _fencingToken;

    public JobRecord Open(NewJob job, GroupRecord group, TenantNode tenant)
    {
        var record = new JobRecord(job, group, tenant, db.Jobs.NextSequence());
        var delay = job.NotBefore is { } time && time > db.Now ? time - db.Now : TimeSpan.Zero;
        PutOff(record, delay);
        if (job.MaxQueueTime is { } queueTime)
            record.QueueUntil = db.After(delay + queueTime);
        db.Jobs.Add(record);
        group.Jobs.Add(record);
        db.Ready.Add(record, db.Timestamp);
        db.Events.Append(JobEvents.Enqueued(record.Facts, db.Events.Stamp()));
        return record;
    }

    public void Claim(JobRecord record, WorkerRecord worker, TimeSpan leaseDuration, bool isBorrowed)
    {
        db.Ready.Remove(record);
        db.Jobs.Activate(record);
        TenantLedger.AddActive(record.Tenant, 1);
        worker.Take(record);
        record.Progress = JobTransitions.Claim(record.Progress).After;
        record.FencingToken = ++_fencingToken;
        record.LeaseDuration = leaseDuration;
        record.LeaseUntil = db.After(leaseDuration);
        record.ClaimedAt = db.Timestamp;
        record.NotBefore = null;
        record.IsBorrowed = isBorrowed;
        (record.Session, record.WasDelivered) = (worker.Session, false);
        (record.Worker, record.WorkerId, record.InstanceId) = (worker, worker.Id, worker.Registration.InstanceId);
        db.Events.Append(JobEvents.Assigned(record.Facts, db.Events.Stamp(), Run(record), isBorrowed));
        Hint(record, StoreChangeKind.Assigned);
    }

    public void Renew(JobRecord record)
    {
        record.LeaseUntil = db.After(record.LeaseDuration);
        if (record.State == JobState.Assigned)
            Write(record, JobTransitions.Acknowledge(record.Progress));
    }

    /// <summary>Ends an attempt as its worker says.</summary>
    public void Finish(JobRecord record, JobOutcome outcome, TimeSpan ranFor) =>
        Write(record, JobTransitions.Finish(record.Progress, record.Terms, outcome, ranFor), ranFor);

    public void Lose(JobRecord record) => Write(record, JobTransitions.Lose(record.Progress, record.Terms, record.WorkerId!));

    public void Interrupt(JobRecord record, string reason) => Write(record, JobTransitions.Interrupt(record.Progress, record.Terms, reason));

    public void GiveBack(JobRecord record, string reason) => Write(record, JobTransitions.GiveBack(record.Progress, reason));

    public void EscalateCancel(JobRecord record) => Write(record, JobTransitions.EscalateCancel(record.Progress));

    public void TimeOut(JobRecord record) => Write(record, JobTransitions.TimeOut(record.Progress, record.Terms));

    public void ExpireInQueue(JobRecord record) =>
        Write(record, JobTransitions.ExpireInQueue(record.Progress, record.Request.MaxQueueTime.GetValueOrDefault()));

    /// <returns>Whether anything was done: not for a job that is over or was cancelled before.</returns>
    public bool Cancel(JobRecord record, JobCause cause, string reason)
    {
        if (record.State.IsFinal() || record.Progress.CancelRequested)
            return false;
        Write(record, JobTransitions.Cancel(record.Progress, cause, reason));
        if (!record.Progress.CancelRequested)
            return true;

        record.CancelAskedAt = db.Timestamp;
        db.Events.Append(JobEvents.CancelRequested(record.Facts, db.Events.Stamp(), record.Progress, Run(record)));
        Hint(record, StoreChangeKind.CancelRequested);
        return true;
    }

    private void Write(JobRecord record, in JobStep step, TimeSpan? ranFor = null)
    {
        var news = JobEvents.Tell(record.Facts, db.Events.Stamp(), record.Progress, step, Run(record), ranFor);
        record.Progress = step.After;
        record.StartedAt = news.StartedAt;
        if (news.Began is not null)
        {
            record.RunningSince = db.Timestamp;
            record.QueueUntil = long.MaxValue;
            db.Events.Append(news.Began);
        }

        if (step.Kind == JobStepKind.Requeued)
            Requeue(record, step.Delay, news.Ended!);
        else if (step.Kind == JobStepKind.Closed)
            Close(record, news.Ended!);
    }

    private void Requeue(JobRecord record, TimeSpan delay, JobEvent requeued)
    {
        FreeSlot(record);
        PutOff(record, delay);
        db.Ready.Add(record, db.Timestamp);
        db.Events.Append(requeued);
        Hint(record, StoreChangeKind.Ended);
        Hint(record, StoreChangeKind.Ready);
    }

    private void Close(JobRecord record, JobEvent finished)
    {
        if (record.Worker is null)
            db.Ready.Remove(record);
        else
            FreeSlot(record);
        db.Tenants.Close(record.Tenant);
        record.FinishedAt = db.Now;
        record.EndedAt = db.Timestamp;
        record.NotBefore = null;
        db.Events.Append(finished);

        var group = record.Group;
        group.Count(record.State);
        var isGroupOver = group.Open == 0;
        Hint(record, StoreChangeKind.Ended, isOver: true, isGroupOver);
        if (isGroupOver)
            FinishGroup(group);
        else if (group.Request.FailFast && record.State == JobState.Failed)
            CancelOthers(record);
        db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Logged, JobId = record.Id });
    }

    private void CancelOthers(JobRecord failed)
    {
        var name = failed.Request.Name is { } known ? $"'{known}'" : failed.Id.ToString();
        foreach (var other in failed.Group.Jobs)
            Cancel(other, JobCause.FailFast, $"Job {name} of its group failed, and the group fails fast.");
    }

    private void FinishGroup(GroupRecord group)
    {
        group.FinishedTimestamp = db.Timestamp;
        db.Groups.Finish(group);
        db.Events.Append(new JobGroupFinished
        {
            Sequence = db.Events.Next, At = db.Now, GroupId = group.Request.Id, GroupName = group.Request.Name,
            State = JobGroupOutcome.StateOf(group.Ended(JobState.Failed), group.Ended(JobState.Cancelled)),
            Succeeded = group.Ended(JobState.Succeeded), Failed = group.Ended(JobState.Failed), Cancelled = group.Ended(JobState.Cancelled),
            Took = db.Since(group.EnqueuedTimestamp),
        });
        ForgetOldest();
    }

    /// <summary>Keeps as many jobs that are over as the options say; the newest group always: those who wait for it have still to read it.</summary>
    private void ForgetOldest()
    {
        while (db.Groups.FinishedJobs > db.Options.FinishedJobCapacity && db.Groups.Finished > 1)
            Forget(db.Groups.OldestFinished!);
    }

    /// <param name="oldest">The group that ended first.</param>
    public void Forget(GroupRecord oldest)
    {
        db.Groups.ForgetOldest();
        foreach (var record in oldest.Jobs)
        {
            db.Jobs.Forget(record);
            db.Logs.Forget(record.Id);
        }
    }

    private void FreeSlot(JobRecord record)
    {
        db.Jobs.Deactivate(record);
        TenantLedger.AddActive(record.Tenant, -1);
        db.Workers.Release(record.Worker!, record);
        record.Worker = null;
    }

    private void PutOff(JobRecord record, TimeSpan delay)
    {
        record.NotBefore = delay > TimeSpan.Zero ? db.Now + delay : null;
        record.ReadyAt = delay > TimeSpan.Zero ? db.After(delay) : 0;
    }

    private JobRun Run(JobRecord record) =>
        new(record.WorkerId, record.InstanceId, HeldFor: record.Worker is null ? null : db.Since(record.ClaimedAt), StartedAt: record.StartedAt);

    private void Hint(JobRecord record, StoreChangeKind kind, bool isOver = false, bool isGroupOver = false) => db.Changes.Publish(new StoreChange
    {
        Kind = kind,
        JobId = record.Id,
        GroupId = record.Group.Request.Id,
        Tenant = record.Request.Tenant,
        Queue = record.Request.Queue,
        FencingToken = record.FencingToken,
        IsOver = isOver,
        IsGroupOver = isGroupOver,
        WorkerId = record.WorkerId,
    });
}
