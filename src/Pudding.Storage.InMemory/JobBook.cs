using Pudding.Events;
using Pudding.Jobs;

namespace Pudding.Storage.InMemory;

/// <summary>The transitions of a job, each with its event and its hint. Callers hold the gate.</summary>
internal sealed class JobBook(InMemoryDatabase db)
{
    private readonly Queue<GroupRecord> _finished = [];
    private long _sequence;
    private long _fencingToken;
    private int _finishedJobs;

    public JobRecord Open(NewJob job, JobGroupId group)
    {
        var record = new JobRecord(new Job
        {
            Id = job.Id,
            GroupId = group,
            Tenant = job.Tenant,
            Queue = job.Queue,
            Payload = job.Payload,
            Name = job.Name,
            Priority = job.Priority,
            Timeout = job.Timeout,
            MaxAttempts = job.MaxAttempts,
            Secrets = job.Secrets,
            Sequence = ++_sequence,
            EnqueuedAt = db.Now,
        });
        db.Jobs.Add(job.Id, record);
        db.Ready.Add(record, db.Timestamp);
        db.Events.Append(About(record.Job, static (at, job) => new JobEnqueued
        {
            At = at, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
        }));
        return record;
    }

    public void Claim(JobRecord record, CellRecord cell, TimeSpan leaseDuration)
    {
        db.Ready.Remove(record);
        db.Active.Add(record);
        db.Tenants.AddActive(record.Job.Tenant, 1);
        cell.Jobs.Add(record);
        cell.Offered--;
        record.FencingToken = ++_fencingToken;
        record.LeaseDuration = leaseDuration;
        record.LeaseUntil = db.After(leaseDuration);
        record.ClaimedAt = db.Timestamp;
        record.Job = record.Job with { State = JobState.Assigned, WorkerId = cell.Registration.WorkerId, Reason = null, NotBefore = null };
        db.Events.Append(About(record.Job, static (at, job) => new JobAssigned
        {
            At = at, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name, WorkerId = job.WorkerId!,
        }));
        Hint(record, StoreChangeKind.Assigned);
    }

    public void Renew(JobRecord record)
    {
        record.LeaseUntil = db.After(record.LeaseDuration);
        if (record.Job.State == JobState.Assigned)
            Acknowledge(record, db.Now);
    }

    /// <summary>Ends an attempt as its worker says.</summary>
    public void Finish(JobRecord record, JobOutcome outcome, TimeSpan ranFor)
    {
        // So short a job that its end is the first that is heard of it. (One that was given back or cancelled before it began never started.)
        var hasRun = ranFor > TimeSpan.Zero || outcome.Kind is JobOutcomeKind.Succeeded or JobOutcomeKind.Failed;
        if (record.Job.State == JobState.Assigned && hasRun)
            Acknowledge(record, db.Now - ranFor);

        switch (outcome.Kind)
        {
            case JobOutcomeKind.Succeeded:
                Close(record, JobState.Succeeded, reason: null, ranFor);
                break;
            case not JobOutcomeKind.Cancelled when record.Job.CancelRequested:
                Close(record, JobState.Cancelled, record.Job.Reason, ranFor);
                break;
            case JobOutcomeKind.Cancelled:
                Close(record, JobState.Cancelled, record.Job.Reason ?? "Cancelled by its handler.", ranFor);
                break;
            case JobOutcomeKind.Requeue:
                TakeBack(record, WithoutAttempt(record.Job), outcome.Reason ?? "Given back by its handler.", outcome.Delay);
                break;
            case JobOutcomeKind.Failed when record.Job.Attempt < record.Job.MaxAttempts:
                TakeBack(record, record.Job, $"Attempt {record.Job.Attempt} of {record.Job.MaxAttempts} failed: {outcome.Reason}");
                break;
            default:
                Close(record, JobState.Failed, outcome.Reason ?? $"The worker reported an outcome that is not known here: {outcome.Kind}.", ranFor);
                break;
        }
    }

    /// <summary>Takes a job back whose lease is over.</summary>
    public void Lose(JobRecord record, int maxLosses)
    {
        var reason = $"Lost with its worker '{record.Job.WorkerId}': the lease was not renewed.";
        record.Job = record.Job with { InfrastructureLosses = record.Job.InfrastructureLosses + 1 };
        if (record.Job.CancelRequested)
            Close(record, JobState.Cancelled, record.Job.Reason, ranFor: null);
        else if (record.Job.InfrastructureLosses > maxLosses)
            Close(record, JobState.Failed, $"{reason} That was once too often: {record.Job.InfrastructureLosses} times.", ranFor: null);
        else
            TakeBack(record, WithoutAttempt(record.Job), reason, wasLost: true);
    }

    /// <summary>Takes a job back that its worker never took.</summary>
    public void GiveBack(JobRecord record, string reason)
    {
        if (record.Job.CancelRequested)
            Close(record, JobState.Cancelled, record.Job.Reason, ranFor: null);
        else
            TakeBack(record, record.Job, reason);
    }

    public void Cancel(JobRecord record, string reason)
    {
        if (record.Job.State.IsActive())
        {
            record.Job = record.Job with { CancelRequested = true, Reason = reason };
            Hint(record, StoreChangeKind.CancelRequested);
        }
        else
        {
            Close(record, JobState.Cancelled, reason, ranFor: null);
        }
    }

    /// <summary>An attempt that was cut short is not held against the job.</summary>
    private static Job WithoutAttempt(Job job) => job.State == JobState.Running ? job with { Attempt = job.Attempt - 1 } : job;

    private void Acknowledge(JobRecord record, DateTimeOffset startedAt)
    {
        record.Job = record.Job with { State = JobState.Running, Attempt = record.Job.Attempt + 1, StartedAt = startedAt };
        db.Events.Append(About(record.Job, static (at, job) => new JobStarted
        {
            At = at, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
            WorkerId = job.WorkerId!, Attempt = job.Attempt, Waited = job.Waited!.Value,
        }));
    }

    private void TakeBack(JobRecord record, Job job, string reason, TimeSpan delay = default, bool wasLost = false)
    {
        DateTimeOffset? notBefore = delay > TimeSpan.Zero ? db.Now + delay : null;
        FreeSlot(record);
        record.Job = job with { State = JobState.Pending, Reason = reason, NotBefore = notBefore };
        record.ReadyAt = delay > TimeSpan.Zero ? db.After(delay) : 0;
        db.Ready.Add(record, db.Timestamp);
        db.Events.Append(About(record.Job, (at, about) => new JobRequeued
        {
            At = at, JobId = about.Id, GroupId = about.GroupId, Tenant = about.Tenant, Queue = about.Queue, JobName = about.Name,
            Reason = reason, WasLost = wasLost,
        }));
        Hint(record, StoreChangeKind.Ended);
        Hint(record, StoreChangeKind.Ready);
    }

    private void Close(JobRecord record, JobState state, string? reason, TimeSpan? ranFor)
    {
        if (record.Job.State.IsActive())
            FreeSlot(record);
        else
            db.Ready.Remove(record);
        db.Tenants.Close(record.Job.Tenant);
        record.Job = record.Job with { State = state, Reason = reason, FinishedAt = db.Now, CancelRequested = false };
        db.Events.Append(About(record.Job, (at, job) => new JobFinished
        {
            At = at, JobId = job.Id, GroupId = job.GroupId, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
            State = state, Reason = reason, WorkerId = job.WorkerId, Waited = job.Waited, RanFor = ranFor,
        }));
        var group = db.Groups[record.Job.GroupId];
        var isGroupOver = --group.Open == 0;
        Hint(record, StoreChangeKind.Ended, isOver: true, isGroupOver);
        if (isGroupOver)
            ForgetOldest(group);
    }

    private void FreeSlot(JobRecord record)
    {
        db.Active.Remove(record);
        db.Tenants.AddActive(record.Job.Tenant, -1);
        var cell = db.Cells[record.Job.WorkerId!];
        cell.Jobs.Remove(record);
        if (cell is { Session: 0, Jobs.Count: 0 })
            db.Cells.Remove(record.Job.WorkerId!);
    }

    private void ForgetOldest(GroupRecord finished)
    {
        _finished.Enqueue(finished);
        _finishedJobs += finished.Jobs.Count;
        // Not the newest, however large: those who wait for it have still to read it.
        while (_finishedJobs > db.Options.FinishedJobCapacity && _finished.Count > 1 && _finished.TryDequeue(out var group))
        {
            _finishedJobs -= group.Jobs.Count;
            db.Groups.Remove(group.Request.Id);
            if (group.Request.IdempotencyKey is { } key)
                db.GroupsByKey.Remove(key);
            foreach (var record in group.Jobs)
            {
                db.Jobs.Remove(record.Job.Id);
                db.Logs.Remove(record.Job.Id);
            }
        }
    }

    private PuddingEvent About(Job job, Func<DateTimeOffset, Job, PuddingEvent> create) => create(db.Now, job);

    private void Hint(JobRecord record, StoreChangeKind kind, bool isOver = false, bool isGroupOver = false) => db.Changes.Publish(new StoreChange
    {
        Kind = kind,
        JobId = record.Job.Id,
        GroupId = record.Job.GroupId,
        Tenant = record.Job.Tenant,
        Queue = record.Job.Queue,
        FencingToken = record.FencingToken,
        IsOver = isOver,
        IsGroupOver = isGroupOver,
        WorkerId = record.Job.WorkerId,
    });
}
