using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Workers;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>One call of <see cref="IJobStore.SweepAsync"/>.</summary>
internal sealed class SweepCall(Transaction transaction)
{
    private readonly JobTable _jobs = new(transaction);
    private readonly JobBook _book = new(transaction);
    private readonly WorkerTable _workers = new(transaction);

    public List<SweptJob> Run(SweepRequest request)
    {
        if (request.Epoch != transaction.Estate.Epoch)
            return [];
        var time = transaction.Moment.Time;
        var swept = new List<long>();
        foreach (var job in _jobs.Get(_jobs.Sequences(
            """
            SELECT seq FROM job INDEXED BY job_active WHERE state IN (2, 3)
            AND (cancel_requested AND cancel_asked_at <= ?1 OR lease_until <= ?2 AND NOT ?3 OR state = 3 AND running_since <= ?4 - timeout)
            ORDER BY seq
            """,
            time - request.CancelGrace.Ticks, time, request.KeepLeases, time - request.TimeoutGrace.Ticks)))
        {
            if (Sweep(job, request))
                swept.Add(job.Sequence);
        }

        foreach (var job in _jobs.Get(_jobs.Sequences(
            "SELECT seq FROM job WHERE state = 1 AND queue_until IS NOT NULL AND queue_until <= ?1 ORDER BY seq", time)))
        {
            // One that was swept may have ended others of its group.
            if (job.State != JobState.Pending)
                continue;
            _book.ExpireInQueue(job);
            swept.Add(job.Sequence);
        }

        return [.. _jobs.Get(swept.Distinct()).Select(static job => new SweptJob(job.Id, job.State, job.Progress.Cause))];
    }

    private bool Sweep(JobRow job, SweepRequest request)
    {
        // A job that was swept may have ended others of its group.
        if (!job.State.IsActive())
            return false;
        var moment = transaction.Moment;
        if (job.Progress.CancelRequested && moment.Since(job.CancelAskedAt.GetValueOrDefault()) >= request.CancelGrace)
            _book.EscalateCancel(job);
        else if (job.LeaseUntil <= moment.Time && !request.KeepLeases)
            _book.Lose(job);
        else if (job.State == JobState.Running && moment.Since(job.RunningSince.GetValueOrDefault()) >= job.Terms.Timeout + request.TimeoutGrace)
            _book.TimeOut(job);
        else
            return false;
        _workers.ForgetIfGone(job.WorkerId!);
        return true;
    }
}
