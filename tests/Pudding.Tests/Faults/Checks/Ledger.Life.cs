using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Tests.Faults.Checks;

/// <summary>The life of each job.</summary>
internal sealed partial class Ledger
{
    private static IEnumerable<TenantPath> PathOf(TenantPath tenant)
    {
        for (TenantPath? node = tenant; node is { } path; node = path.Parent)
            yield return path;
    }

    private void Live(JobEvent happened)
    {
        if (happened is JobEnqueued)
        {
            Enter(happened);
            return;
        }

        if (!_jobs.TryGetValue(happened.JobId, out var job))
        {
            Check(false, $"event {happened.GetType().Name} of job {happened.JobId}, which was never enqueued");
            return;
        }

        Check(!job.IsOver, $"job {job.Id} is over, and {happened.GetType().Name} comes");
        _touched.Add(job);
        CheckReason(job, happened);
        switch (happened)
        {
            case JobAssigned assigned:
                Assign(job, assigned);
                break;
            case JobStarted started:
                Check(job.State == JobState.Assigned && started.WorkerId == job.Worker, $"job {job.Id} is started by {started.WorkerId} as {job.State}");
                Check(started.Attempt == job.Attempts + 1, $"attempt {started.Attempt} of job {job.Id} follows {job.Attempts}");
                Check(started.Attempt <= job.Job.MaxAttempts, $"attempt {started.Attempt} of job {job.Id} is one too many");
                (job.State, job.HasStarted, job.StartedAt) = (JobState.Running, true, Now);
                job.Attempts++;
                break;
            case JobCancelRequested cancel:
                Check(job.IsActive && job.CancelCause is null, $"job {job.Id} is to be cancelled as {job.State}, {job.CancelCause}");
                (job.CancelCause, job.CancelAskedAt) = (cancel.Cause, Now);
                break;
            case JobRequeued requeued:
                Requeue(job, requeued);
                break;
            case JobFinished finished:
                Finish(job, finished);
                break;
            default:
                break;
        }
    }

    private void Enter(JobEvent happened)
    {
        var stored = Store.FindJob(happened.JobId)!;
        var job = new JobLife(stored);
        Check(_jobs.TryAdd(job.Id, job), $"job {job.Id} was enqueued twice");
        if (stored.NotBefore is { } time && time > clock.GetUtcNow())
            job.ReadyAt = Now + (time - clock.GetUtcNow());
        if (stored.MaxQueueTime is { } patience)
            job.QueueUntil = (job.ReadyAt > Now ? job.ReadyAt : Now) + patience;
        if (!_groups.TryGetValue(stored.GroupId, out var group))
        {
            var request = _call.Group!;
            Check(!_groups.Values.Any(other => other.Terms.Name == request.Name), $"the request {request.Name} was written twice");
            _groups[stored.GroupId] = group = new GroupLife { Terms = new(request.Name!, request.FailFast, request.SupersedeKey, request.SupersedeRunning) };
        }

        group.Jobs.Add(job);
        _touched.Add(job);
    }

    private void Assign(JobLife job, JobAssigned assigned)
    {
        Check(job.State == JobState.Pending, $"job {job.Id} is assigned as {job.State}");
        Check(_call.Kind == CallKind.Claim && _call.Claims!.Epoch == Epoch, $"job {job.Id} is assigned in epoch {_call.Claims?.Epoch} of {Epoch}");
        Check(job.ReadyAt <= Now + TimeSpan.FromMilliseconds(1), $"job {job.Id} is assigned {job.ReadyAt - Now} before its time");
        Check(job.QueueUntil > Now || job.HasStarted, $"job {job.Id} is assigned after its time in the queue");
        var borrowed = false;
        foreach (var node in PathOf(job.Job.Tenant))
        {
            var active = _active.GetValueOrDefault(node);
            var isLeaf = node == job.Job.Tenant;
            Check(active < Policies.Ceiling(node, isLeaf), $"job {job.Id} is assigned although {node} has {active} of {Policies.Ceiling(node, isLeaf)}");
            Check(!Policies[node].Paused, $"job {job.Id} is assigned although {node} is paused");
            borrowed |= active >= Policies.Limit(node, isLeaf);
            _active[node] = active + 1;
        }

        Check(borrowed == assigned.IsBorrowed, $"job {job.Id} is borrowed: {borrowed}, not {assigned.IsBorrowed}");
        CheckWorker(job, assigned);
        (job.State, job.Worker, job.WasDelivered, job.CancelCause) = (JobState.Assigned, assigned.WorkerId, false, null);
        (job.LeaseFrom, job.LeaseDuration) = (Now, _call.Claims!.LeaseDuration);
    }

    private void CheckWorker(JobLife job, JobAssigned assigned)
    {
        var worker = _sessions.GetValueOrDefault(assigned.WorkerId);
        var claim = _call.Claims!.Claims.FirstOrDefault(claim => claim.JobId == job.Id && claim.WorkerId == assigned.WorkerId);
        Check(worker is { Number: > 0 } && _call.Claims.Claims.Any(other => other.JobId == job.Id && other.Session == worker.Number), $"job {job.Id} is assigned to session {claim.Session} of {assigned.WorkerId}");
        if (worker is null)
            return;
        Check(worker.Registration.Queues.Contains(job.Job.Queue), $"job {job.Id} is assigned to {assigned.WorkerId}, which doesn't serve {job.Job.Queue}");
        Check(worker.Offered-- > 0, $"job {job.Id} is assigned to {assigned.WorkerId}, which has not offered a slot for it");
        Check(_jobs.Values.Count(other => other.IsActive && other.Worker == assigned.WorkerId) < worker.Registration.Slots, $"{assigned.WorkerId} has no slot for job {job.Id}");
        Check(PhaseOf(worker) == CellPhase.Ready, $"job {job.Id} is assigned to {assigned.WorkerId}, which is {PhaseOf(worker)}");
    }

    private CellPhase PhaseOf(Session worker)
    {
        var own = _phases.GetValueOrDefault(CellKey.Worker(worker.Registration.WorkerId), CellPhase.Ready);
        var outer = worker.Registration.InstanceId is { } id ? _phases.GetValueOrDefault(CellKey.Instance(id), CellPhase.Ready) : CellPhase.Ready;
        return outer > own ? outer : own;
    }

    private void Requeue(JobLife job, JobRequeued requeued)
    {
        Check(job.IsActive, $"job {job.Id} is requeued as {job.State}");
        Check(job.CancelCause is null, $"job {job.Id} is to be cancelled, and is requeued for {requeued.Cause}");
        Check(requeued.WorkerId == job.Worker, $"job {job.Id} is requeued from {requeued.WorkerId}, and was on {job.Worker}");
        switch (requeued.Cause)
        {
            case JobCause.HandlerFailed or JobCause.TimedOut:
                Check(job.State == JobState.Running && job.Attempts < job.Job.MaxAttempts, $"job {job.Id} is tried again after attempt {job.Attempts} of {job.Job.MaxAttempts}");
                break;
            case JobCause.LeaseExpired or JobCause.Interrupted or JobCause.InfrastructureFailed:
                job.Losses++;
                Check(job.Losses <= job.Job.MaxInfrastructureLosses, $"job {job.Id} goes on after {job.Losses} losses of {job.Job.MaxInfrastructureLosses}");
                TakeBackAttempt(job);
                break;
            case JobCause.GivenBack:
                TakeBackAttempt(job);
                break;
            default:
                Check(requeued.Cause == JobCause.NotTaken && job.State == JobState.Assigned, $"job {job.Id} is requeued as {job.State} for {requeued.Cause}");
                break;
        }

        Leave(job);
        (job.State, job.ReadyAt) = (JobState.Pending, Now + requeued.Delay);
    }

    private void Finish(JobLife job, JobFinished finished)
    {
        var isWaiting = job.State == JobState.Pending;
        switch (finished.Cause)
        {
            case JobCause.None:
                Check(job.State == JobState.Running && finished.State == JobState.Succeeded, $"job {job.Id} {finished.State} as {job.State} without a cause");
                break;
            case JobCause.HandlerFailed or JobCause.TimedOut:
                Check(job.State == JobState.Running && job.Attempts >= job.Job.MaxAttempts && finished.State == JobState.Failed, $"job {job.Id} {finished.State} for {finished.Cause} after attempt {job.Attempts} of {job.Job.MaxAttempts}");
                break;
            case JobCause.LeaseExpired or JobCause.Interrupted or JobCause.InfrastructureFailed:
                job.Losses++;
                Check(job.IsActive && job.Losses > job.Job.MaxInfrastructureLosses && finished.State == JobState.Failed, $"job {job.Id} {finished.State} for {finished.Cause} after {job.Losses} losses");
                break;
            case JobCause.QueueTimeExpired:
                Check(isWaiting && !job.HasStarted && Now >= job.QueueUntil && finished.State == JobState.Failed, $"job {job.Id} {finished.State} as {job.State}, {job.QueueUntil - Now} before its time in the queue is over");
                break;
            case JobCause.HandlerCancelled:
                Check(job.IsActive && job.CancelCause is null && finished.State == JobState.Cancelled, $"job {job.Id} {finished.State} for {finished.Cause}");
                break;
            default:
                Check((isWaiting || job.CancelCause == finished.Cause) && finished.State == JobState.Cancelled, $"job {job.Id} {finished.State} for {finished.Cause}, it was to end for {job.CancelCause}");
                if (_call.Kind is CallKind.Sweep or CallKind.Cell || (_call.Kind == CallKind.Heartbeat && IsInfrastructure(job)))
                    job.Losses = Store.FindJob(job.Id)!.InfrastructureLosses is var losses && losses == job.Losses + 1 ? losses : job.Losses;
                break;
        }

        if (!isWaiting)
            Leave(job);
        (job.State, job.CancelCause) = (finished.State, null);
        Settled(job, finished);
    }

    private bool IsInfrastructure(JobLife job) =>
        _call.Heartbeat!.Results.Any(result => result.Lease.JobId == job.Id && result.Outcome.Kind == JobOutcomeKind.InfrastructureFailed);

    private static void TakeBackAttempt(JobLife job)
    {
        if (job.State == JobState.Running)
            job.Attempts--;
    }

    private void Leave(JobLife job)
    {
        foreach (var node in PathOf(job.Job.Tenant))
            _active[node]--;
    }
}
