using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Testing.Models;

internal sealed partial class ModelFarm
{
    /// <summary>Takes in a heartbeat that counts.</summary>
    public (List<LeaseKey> Renewed, List<LeaseKey> Lost) Beat(ModelWorker worker, Heartbeat heartbeat, TimeSpan lease)
    {
        worker.Sequence = heartbeat.Sequence;
        foreach (var result in heartbeat.Results)
        {
            if (On(worker).FirstOrDefault(job => job.Lease == result.Lease) is { } job)
                Finish(job, result);
        }

        var (renewed, lost) = (new List<LeaseKey>(), new List<LeaseKey>());
        foreach (var held in heartbeat.Held)
        {
            if (On(worker).FirstOrDefault(job => job.Lease == held) is not { } job)
            {
                lost.Add(held);
                continue;
            }

            renewed.Add(held);
            job.LeaseUntil = Now + lease;
            if (job.State == JobState.Assigned)
                Begin(job);
        }

        worker.Offered = Math.Max(0, heartbeat.FreeSlots - On(worker).Count(static job => job.State == JobState.Assigned));
        return (renewed, lost);
    }

    /// <summary>Ends what time has ended.</summary>
    /// <returns>The jobs that it has ended or taken back.</returns>
    public List<ModelJob> Sweep(TimeSpan timeoutGrace, TimeSpan cancelGrace, bool keepLeases)
    {
        var swept = new List<ModelJob>();
        foreach (var job in Active.OrderBy(static job => job.Sequence).ToList())
        {
            if (job.ToBeCancelled && Now - job.CancelAskedAt >= cancelGrace)
                End(job, JobState.Cancelled, job.Cause);
            else if (job.LeaseUntil <= Now && !keepLeases)
                Lose(job, JobCause.LeaseExpired);
            else if (job.State == JobState.Running && Now - job.RunningSince >= job.Request.Timeout + timeoutGrace)
                Fail(job, JobCause.TimedOut);
            else
                continue;
            swept.Add(job);
        }

        foreach (var job in Jobs.Where(job => job.State == JobState.Pending && job.QueueUntil <= Now).ToList())
        {
            End(job, JobState.Failed, JobCause.QueueTimeExpired);
            swept.Add(job);
        }

        return swept;
    }

    public CellStatus Move(CellKey key, CellMove move)
    {
        var worker = Workers.FirstOrDefault(worker => key == CellKey.Worker(worker.Id));
        var instance = Instances.FirstOrDefault(instance => key == CellKey.Instance(instance.Id));
        var phase = worker?.Phase ?? instance!.Phase;
        var jobs = Active.Where(job => job.Worker == worker || (instance is not null && job.Worker!.Instance == instance)).ToList();
        var next = (move, phase) switch
        {
            (CellMove.Cordon, CellPhase.Ready) => CellPhase.Draining,
            (CellMove.Uncordon, CellPhase.Draining) => CellPhase.Ready,
            (CellMove.Retire, CellPhase.Draining) when jobs.Count > 0 => CellPhase.Unknown,
            (CellMove.Retire, CellPhase.Draining) or (CellMove.ForceRetire, CellPhase.Ready or CellPhase.Draining) => CellPhase.Retired,
            (CellMove.Cordon, CellPhase.Draining) or (CellMove.Uncordon, CellPhase.Ready) or (CellMove.Retire or CellMove.ForceRetire, CellPhase.Retired) => phase,
            _ => (CellPhase)(-1),
        };
        if (next == phase)
            return CellStatus.NoChange;
        if (next is not (CellPhase.Ready or CellPhase.Draining or CellPhase.Retired))
            return next == CellPhase.Unknown ? CellStatus.Busy : CellStatus.WrongPhase;

        if (worker is not null)
            worker.Phase = next;
        else
            instance!.Phase = next;
        if (move == CellMove.ForceRetire)
            jobs.ForEach(job => Lose(job, JobCause.Interrupted));
        _told.Add($"{key}: {phase} to {next}");
        return CellStatus.Done;
    }

    /// <summary>Forgets an instance that is retired, with its workers.</summary>
    public bool Forget(ModelInstance instance)
    {
        if (instance.Phase != CellPhase.Retired)
            return false;
        instance.Phase = CellPhase.Ready;
        foreach (var worker in Workers.Where(worker => worker.Instance == instance))
        {
            if (worker.Session != 0)
                worker.Former.Add(worker.Session);
            (worker.Session, worker.Offered, worker.Phase) = (0, 0, CellPhase.Ready);
        }

        return true;
    }

    private void Finish(ModelJob job, JobResult result)
    {
        var kind = result.Outcome.Kind;
        var ran = result.RanFor > TimeSpan.Zero || kind is JobOutcomeKind.Succeeded or JobOutcomeKind.Failed or JobOutcomeKind.TimedOut;
        if (job.State == JobState.Assigned && ran)
            Begin(job);

        if (kind == JobOutcomeKind.Succeeded)
            End(job, JobState.Succeeded, JobCause.None);
        else if (job.ToBeCancelled)
            End(job, JobState.Cancelled, job.Cause);
        else if (kind == JobOutcomeKind.InfrastructureFailed)
            Lose(job, JobCause.InfrastructureFailed);
        else if (kind == JobOutcomeKind.Cancelled)
            End(job, JobState.Cancelled, JobCause.HandlerCancelled);
        else if (kind == JobOutcomeKind.Requeue)
            GoBack(job, JobCause.GivenBack, result.Outcome.Delay, attemptCounts: false);
        else
            Fail(job, kind == JobOutcomeKind.TimedOut ? JobCause.TimedOut : JobCause.HandlerFailed);
    }

    private void Begin(ModelJob job)
    {
        (job.State, job.RunningSince, job.QueueUntil) = (JobState.Running, Now, TimeSpan.MaxValue);
        job.Attempt++;
        _told.Add($"{job.Name} started on {job.Worker!.Id}, attempt {job.Attempt}");
    }

    private void Fail(ModelJob job, JobCause cause)
    {
        if (job.ToBeCancelled)
            End(job, JobState.Cancelled, job.Cause);
        else if (job.Attempt < job.Request.MaxAttempts)
            GoBack(job, cause, job.Request.Backoff.First, attemptCounts: true);
        else
            End(job, JobState.Failed, cause);
    }

    private void Lose(ModelJob job, JobCause cause)
    {
        job.Losses++;
        if (job.ToBeCancelled)
            End(job, JobState.Cancelled, job.Cause);
        else if (job.Losses > job.Request.MaxInfrastructureLosses)
            End(job, JobState.Failed, cause);
        else
            GoBack(job, cause, cause == JobCause.InfrastructureFailed ? job.Request.Backoff.First : TimeSpan.Zero, attemptCounts: false);
    }

    private void GiveBack(ModelWorker worker, bool onlyUndelivered = false)
    {
        foreach (var job in On(worker).Where(job => job.State == JobState.Assigned && !(onlyUndelivered && job.WasDelivered)).ToList())
        {
            if (job.ToBeCancelled)
                End(job, JobState.Cancelled, job.Cause);
            else
                GoBack(job, JobCause.NotTaken, TimeSpan.Zero, attemptCounts: true);
        }
    }

    private void GoBack(ModelJob job, JobCause cause, TimeSpan delay, bool attemptCounts)
    {
        var attempt = job.State == JobState.Running ? job.Attempt : 0;
        if (job.State == JobState.Running && !attemptCounts)
            job.Attempt--;
        (job.State, job.Cause, job.ReadyAt) = (JobState.Pending, cause, Now + delay);
        _told.Add($"{job.Name} requeued from {job.Worker!.Id}: {cause}, attempt {attempt}, delay {delay}");
    }

    private void End(ModelJob job, JobState state, JobCause cause)
    {
        (job.State, job.Cause, job.ToBeCancelled) = (state, cause, false);
        _told.Add($"{job.Name} finished: {state}, {cause}");
        if (job.Group.IsOver)
            _told.Add(job.Group.Tell());
        else if (state == JobState.Failed && job.Group.Request.FailFast)
            job.Group.Jobs.ForEach(other => Cancel(other, JobCause.FailFast));
    }
}
