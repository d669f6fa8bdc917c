using Pudding.Events;
using Pudding.Jobs;
using Pudding.Lifecycle;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Logs;
using Pudding.Storage.Sqlite.Workers;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>Writes the steps of jobs: each with its place, its event and its hint.</summary>
internal sealed class JobBook(Transaction transaction)
{
    private readonly JobTable _jobs = new(transaction);
    private readonly LogTable _logs = new(transaction.Db);

    private Moment Moment => transaction.Moment;

    public JobRow Open(NewJob request, JobGroupId group, Place place)
    {
        var delay = request.NotBefore is { } time && time > Moment.Now ? time - Moment.Now : TimeSpan.Zero;
        var job = new JobRow
        {
            Sequence = ++transaction.Estate.Job,
            Id = request.Id,
            GroupId = group,
            Place = place,
            Rank = -(long)request.Priority,
            Terms = new JobTerms(request.Id, request.MaxAttempts, request.MaxInfrastructureLosses, request.Timeout, request.Backoff),
            EnqueuedAt = Moment.Now,
            MaxQueueTime = request.MaxQueueTime,
            QueueUntil = request.MaxQueueTime is { } queueTime ? Moment.After(delay + queueTime) : null,
            Name = request.Name,
        };
        PutOff(job, delay);
        _jobs.Insert(job, request);
        if (!job.IsLater)
            _jobs.AddReady(job);
        transaction.Append(JobEvents.Enqueued(job.Facts, transaction.Stamp));
        return job;
    }

    public void Claim(JobRow job, WorkerRow worker, TimeSpan leaseDuration, bool isBorrowed)
    {
        transaction.Occupancy.Add(job.Place.Tenant, job.Place.Queue, 1);
        job.Progress = JobTransitions.Claim(job.Progress).After;
        job.IsLater = false;
        job.FencingToken = ++transaction.Estate.Token;
        job.LeaseDuration = leaseDuration;
        job.LeaseUntil = Moment.After(leaseDuration);
        job.ClaimedAt = Moment.Time;
        job.NotBefore = null;
        job.IsBorrowed = isBorrowed;
        (job.Session, job.WasDelivered) = (worker.Session, false);
        (job.WorkerId, job.InstanceId) = (worker.Id, worker.InstanceId);
        _jobs.Update(job);
        transaction.Append(JobEvents.Assigned(job.Facts, transaction.Stamp, Run(job), isBorrowed));
        Hint(job, StoreChangeKind.Assigned);
    }

    public void Renew(JobRow job)
    {
        job.LeaseUntil = Moment.After(job.LeaseDuration);
        if (job.State == JobState.Assigned)
            Write(job, JobTransitions.Acknowledge(job.Progress));
        else
            _jobs.Renew(job);
    }

    /// <summary>Ends an attempt as its worker says.</summary>
    public void Finish(JobRow job, JobOutcome outcome, TimeSpan ranFor) => Write(job, JobTransitions.Finish(job.Progress, job.Terms, outcome, ranFor), ranFor);

    public void Lose(JobRow job) => Write(job, JobTransitions.Lose(job.Progress, job.Terms, job.WorkerId!));

    public void Interrupt(JobRow job, string reason) => Write(job, JobTransitions.Interrupt(job.Progress, job.Terms, reason));

    public void GiveBack(JobRow job, string reason) => Write(job, JobTransitions.GiveBack(job.Progress, reason));

    public void EscalateCancel(JobRow job) => Write(job, JobTransitions.EscalateCancel(job.Progress));

    public void TimeOut(JobRow job) => Write(job, JobTransitions.TimeOut(job.Progress, job.Terms));

    public void ExpireInQueue(JobRow job) => Write(job, JobTransitions.ExpireInQueue(job.Progress, job.MaxQueueTime.GetValueOrDefault()));

    /// <returns>Whether anything was done: not for a job that is over or was cancelled before.</returns>
    public bool Cancel(JobRow job, JobCause cause, string reason)
    {
        if (job.State.IsFinal() || job.Progress.CancelRequested)
            return false;
        var step = JobTransitions.Cancel(job.Progress, cause, reason);
        if (step.After.CancelRequested)
            job.CancelAskedAt = Moment.Time;
        Write(job, step);
        if (!job.Progress.CancelRequested)
            return true;

        transaction.Append(JobEvents.CancelRequested(job.Facts, transaction.Stamp, job.Progress, Run(job)));
        Hint(job, StoreChangeKind.CancelRequested);
        return true;
    }

    private void Write(JobRow job, in JobStep step, TimeSpan? ranFor = null)
    {
        var news = JobEvents.Tell(job.Facts, transaction.Stamp, job.Progress, step, Run(job), ranFor);
        var wasActive = job.State.IsActive();
        job.Progress = step.After;
        if (news.Began is { } began)
        {
            job.StartedAt = news.StartedAt;
            job.RunningSince = Moment.Time;
            job.QueueUntil = null;
            transaction.Append(began);
        }

        switch (step.Kind)
        {
            case JobStepKind.Requeued:
                PutOff(job, step.Delay);
                _jobs.Update(job);
                if (!job.IsLater)
                    _jobs.AddReady(job);
                FreeSlot(job);
                transaction.Append(news.Ended!);
                Hint(job, StoreChangeKind.Ended);
                Hint(job, StoreChangeKind.Ready);
                break;
            case JobStepKind.Closed:
                Close(job, news.Ended!, wasActive);
                break;
            default:
                _jobs.Update(job);
                break;
        }
    }

    private void Close(JobRow job, PuddingEvent ended, bool wasActive)
    {
        job.IsLater = false;
        job.FinishedAt = Moment.Now;
        job.EndedAt = Moment.Time;
        job.NotBefore = null;
        _jobs.Update(job);
        if (wasActive)
            FreeSlot(job);
        else
            _jobs.RemoveReady(job.Place.Id, job.Rank, job.Sequence);
        _logs.End(job.Sequence, Moment);
        job.Place.Add(-1);
        transaction.Append(ended);

        var group = transaction.Groups.Get(job.GroupId);
        group.Count(job.State);
        var isGroupOver = group.Open == 0;
        Hint(job, StoreChangeKind.Ended, isOver: true, isGroupOver);
        if (isGroupOver)
            FinishGroup(group);
        else if (group.FailFast && job.State == JobState.Failed)
            CancelOthers(job, group);
        transaction.Announce(new StoreChange { Kind = StoreChangeKind.Logged, JobId = job.Id });
    }

    private void CancelOthers(JobRow failed, GroupRow group)
    {
        var name = failed.Name is { } known ? $"'{known}'" : failed.Id.ToString();
        foreach (var other in _jobs.Get(group.Sequences))
            Cancel(other, JobCause.FailFast, $"Job {name} of its group failed, and the group fails fast.");
    }

    private void FinishGroup(GroupRow group)
    {
        group.Finished = Moment.Time;
        transaction.Append(new JobGroupFinished
        {
            Sequence = transaction.NextEvent, At = Moment.Now, GroupId = group.Id, GroupName = group.Name,
            State = JobGroupOutcome.StateOf(group.Failed, group.Cancelled),
            Succeeded = group.Jobs - group.Failed - group.Cancelled, Failed = group.Failed, Cancelled = group.Cancelled,
            Took = Moment.Since(group.Enqueued),
        });
    }

    private void FreeSlot(JobRow job) => transaction.Occupancy.Add(job.Place.Tenant, job.Place.Queue, -1);

    private void PutOff(JobRow job, TimeSpan delay)
    {
        job.IsLater = delay > TimeSpan.Zero;
        job.NotBefore = job.IsLater ? Moment.Now + delay : null;
        job.ReadyAt = job.IsLater ? Moment.After(delay) : null;
    }

    private JobRun Run(JobRow job) => new(
        job.WorkerId, job.InstanceId, job.Progress.Attempt, job.State.IsActive() ? Moment.Since(job.ClaimedAt.GetValueOrDefault()) : null, job.StartedAt);

    private void Hint(JobRow job, StoreChangeKind kind, bool isOver = false, bool isGroupOver = false) => transaction.Announce(new StoreChange
    {
        Kind = kind,
        JobId = job.Id,
        GroupId = job.GroupId,
        Tenant = job.Place.Tenant,
        Queue = job.Place.Queue,
        FencingToken = job.FencingToken,
        IsOver = isOver,
        IsGroupOver = isGroupOver,
        WorkerId = job.WorkerId,
    });
}
