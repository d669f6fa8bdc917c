#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Scenarios;

internal static class SweepScenarios
{
    private const string Leases = "IJobStore.SweepAsync: ends leases that are over, each exactly once.";

    private const string Timeouts = "SweepRequest.TimeoutGrace: how much longer than its time-out an attempt may run before it is taken from a worker that doesn't stop it.";

    private const string Cancels = "SweepRequest.CancelGrace: how long a worker may take to confirm that a job was cancelled, before the job is taken from it.";

    private const string Queueing = "NewJob.MaxQueueTime: how long it may wait, from enqueueing or from NotBefore, until it starts for the first time; none for ever.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("sweeps")
    {
        { A_lease_that_is_over_is_ended_once, Leases, StoreAbilities.PassTime },
        { A_lease_that_holds_is_left_alone, Leases, StoreAbilities.PassTime },
        { A_job_that_was_never_acknowledged_is_lost_too, Leases, StoreAbilities.PassTime },
        { A_job_that_is_lost_too_often_fails, "NewJob.MaxInfrastructureLosses: how often it may be lost with its worker; once more, and it fails.", StoreAbilities.PassTime },
        { A_job_to_be_cancelled_that_is_lost_is_cancelled, Leases, StoreAbilities.PassTime },
        { A_sweep_under_another_epoch_does_nothing, "IJobStore.SweepAsync: refused (nothing done) when the epoch is not the baton's newest.", StoreAbilities.PassTime },
        { Leases_are_kept_when_asked_for, "SweepRequest.KeepLeases: leases that are over are left alone this time.", StoreAbilities.PassTime },
        { An_attempt_that_runs_on_beyond_its_time_out_is_ended, Timeouts, StoreAbilities.PassTime },
        { A_time_out_counts_from_the_start_of_the_attempt, Timeouts, StoreAbilities.PassTime },
        { A_cancellation_that_nobody_confirms_is_forced, Cancels, StoreAbilities.PassTime },
        { A_job_that_waits_too_long_fails, Queueing, StoreAbilities.PassTime },
        { A_job_that_has_waited_too_long_is_not_ready, "IJobStore.ReadHeadsAsync: not over their time in the queue.", StoreAbilities.PassTime },
        { The_time_in_the_queue_counts_from_when_it_may_start, Queueing, StoreAbilities.PassTime },
        { The_time_in_the_queue_is_over_with_the_first_start, Queueing, StoreAbilities.PassTime },
        { A_sweep_tells_what_it_ended, "IJobStore.SweepAsync: returns the jobs that were ended or taken back.", StoreAbilities.PassTime },
        { A_sweep_tells_a_job_once, "IJobStore.SweepAsync: a job is told once, as it is after the sweep.", StoreAbilities.PassTime },
        { Setting_the_clock_ends_no_lease, "IJobStore: durations are measured so that setting the clock doesn't change them.", StoreAbilities.PassTime | StoreAbilities.SetClock },
    };

    private static async Task A_lease_that_is_over_is_ended_once(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2, instance: "i1");
        var job = await farm.EnqueueAsync();
        var lease = await farm.StartAsync(job.Id, worker);
        await farm.AdvanceAsync(7);
        Expect.Same("what the sweep has ended", [new SweptJob(job.Id, JobState.Pending, JobCause.LeaseExpired)], await farm.SweepAsync());
        Expect.Empty("what the next sweep ends", await farm.SweepAsync());

        await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.LeaseExpired, attempt: 0, losses: 1);
        await farm.ExpectReadyAsync("it was taken back", job.Id);
        var told = Expect.Single("job.requeued", await farm.EventsAsync<JobRequeued>(job.Id));
        Expect.Equal("its cause, worker, instance, attempt", (JobCause.LeaseExpired, "w1", "i1", 1), (told.Cause, told.WorkerId, told.InstanceId, told.Attempt));
        Expect.Span("how long it was held", farm.Units(7), told.HeldFor, farm.Harness.Slack);
        Expect.Same("the leases that the worker has lost", [lease], (await worker.BeatAsync()).Lost);
        Expect.Equal("the jobs active on the worker", 0, (await farm.ReadWorkerAsync(worker)).Active);
    }

    private static async Task A_lease_that_holds_is_left_alone(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.AdvanceAsync(5);
        var before = await farm.SnapshotAsync();
        Expect.Empty("what a sweep ends, 5 units after a lease of 6 began", await farm.SweepAsync());
        await farm.ExpectUnchangedAsync(before, "a sweep that has nothing to end");
    }

    private static async Task A_job_that_was_never_acknowledged_is_lost_too(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        await farm.AssignAsync(job.Id, worker);
        await farm.AdvanceAsync(7);
        Expect.Same("what the sweep has ended", [job.Id], (await farm.SweepAsync()).Select(static swept => swept.Id));
        await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.LeaseExpired, attempt: 0, losses: 1);
        Expect.Empty("what waits for the worker", (await worker.InboxAsync()).Assignments);
    }

    private static async Task A_job_that_is_lost_too_often_fails(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: static given => given with { MaxInfrastructureLosses = 1, MaxAttempts = 5 });
        for (var losses = 1; losses <= 2; losses++)
        {
            worker.Drop(await farm.StartAsync(job.Id, worker));
            await farm.AdvanceAsync(7);
            await farm.SweepAsync();
            await farm.ExpectAsync(job.Id, losses == 1 ? JobState.Pending : JobState.Failed, JobCause.LeaseExpired, losses: losses);
        }

        Expect.Equal("the state in job.finished", JobState.Failed, Expect.Single("job.finished", await farm.EventsAsync<JobFinished>(job.Id)).State);
    }

    private static async Task A_job_to_be_cancelled_that_is_lost_is_cancelled(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        await farm.StartAsync(job.Id, worker);
        await farm.CancelAsync(job.Id);
        await farm.AdvanceAsync(7);
        await farm.SweepAsync();
        await farm.ExpectAsync(job.Id, JobState.Cancelled, JobCause.CancelRequested);
    }

    private static async Task A_sweep_under_another_epoch_does_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.EnqueueAsync(with: given => given with { MaxQueueTime = farm.Units(1) });
        await farm.AdvanceAsync(7);
        var old = await farm.LoseBatonAsync();
        var before = await farm.SnapshotAsync();
        Expect.Empty("what a sweep under an old epoch ends", await farm.SweepAsync(farm.Sweep with { Epoch = old }));
        Expect.Empty("what a sweep under an epoch that never was ends", await farm.SweepAsync(farm.Sweep with { Epoch = farm.Epoch + 1 }));
        await farm.ExpectUnchangedAsync(before, "sweeps under other epochs");
    }

    private static async Task Leases_are_kept_when_asked_for(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var held = await farm.EnqueueAsync();
        await farm.StartAsync(held.Id, worker);
        var waiting = await farm.EnqueueAsync(with: given => given with { MaxQueueTime = farm.Units(1) });
        await farm.AdvanceAsync(7);
        Expect.Same("what a sweep that keeps leases ends: the job that has waited too long", [waiting.Id], (await farm.SweepAsync(farm.Sweep with { KeepLeases = true })).Select(static swept => swept.Id));
        await farm.ExpectAsync(held.Id, JobState.Running);
        Expect.Same("what the next sweep ends", [held.Id], (await farm.SweepAsync()).Select(static swept => swept.Id));
    }

    private static async Task An_attempt_that_runs_on_beyond_its_time_out_is_ended(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: given => given with { Timeout = farm.Units(3), MaxAttempts = 2 });
        var lease = await farm.StartAsync(job.Id, worker);
        await farm.AdvanceAsync(4);
        await worker.BeatAsync();
        Expect.Empty("what a sweep ends: the attempt is within its grace", await farm.SweepAsync(farm.Sweep with { TimeoutGrace = farm.Units(2) }));
        await farm.AdvanceAsync(2);
        await worker.BeatAsync();
        Expect.Same(
            "what a sweep ends: the attempt has run for 6 units, with a time-out of 3 and a grace of 2",
            [new SweptJob(job.Id, JobState.Pending, JobCause.TimedOut)],
            await farm.SweepAsync(farm.Sweep with { TimeoutGrace = farm.Units(2) }));
        await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.TimedOut, attempt: 1, losses: 0);
        Expect.Same("the leases that the worker has lost", [lease], (await worker.BeatAsync()).Lost);

        worker.Drop(lease);
        await farm.StartAsync(job.Id, worker);
        await farm.AdvanceAsync(4);
        await worker.BeatAsync();
        await farm.SweepAsync();
        await farm.ExpectAsync(job.Id, JobState.Failed, JobCause.TimedOut, attempt: 2);
    }

    private static async Task A_time_out_counts_from_the_start_of_the_attempt(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: given => given with { Timeout = farm.Units(4) });
        var lease = await farm.AssignAsync(job.Id, worker);
        await farm.AdvanceAsync(3);
        await worker.AcknowledgeAsync(lease);
        await farm.AdvanceAsync(3);
        await worker.BeatAsync();
        Expect.Empty("what a sweep ends: the attempt began 3 units ago, the claim was 6 units ago, the time-out is 4", await farm.SweepAsync());
        await farm.AdvanceAsync(2);
        await worker.BeatAsync();
        Expect.Same("what a sweep ends 2 units later", [job.Id], (await farm.SweepAsync()).Select(static swept => swept.Id));
    }

    private static async Task A_cancellation_that_nobody_confirms_is_forced(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        var lease = await farm.StartAsync(job.Id, worker);
        await farm.AdvanceAsync(3);
        await farm.CancelAsync(job.Id);
        var sweep = farm.Sweep with { CancelGrace = farm.Units(4) };
        await farm.AdvanceAsync(3);
        await worker.BeatAsync();
        Expect.Empty("what a sweep ends 3 units after the request, with a grace of 4", await farm.SweepAsync(sweep));
        await farm.AdvanceAsync(2);
        await worker.BeatAsync();
        Expect.Same("what a sweep ends 5 units after the request", [new SweptJob(job.Id, JobState.Cancelled, JobCause.CancelRequested)], await farm.SweepAsync(sweep));
        await farm.ExpectAsync(job.Id, JobState.Cancelled, JobCause.CancelRequested);
        Expect.Same("the leases that the worker has lost", [lease], (await worker.BeatAsync()).Lost);
        Expect.Equal("the jobs active on the worker", 0, (await farm.ReadWorkerAsync(worker)).Active);
    }

    private static async Task A_job_that_waits_too_long_fails(FarmDriver farm)
    {
        var job = await farm.EnqueueAsync(with: given => given with { MaxQueueTime = farm.Units(3), MaxAttempts = 5 });
        await farm.AdvanceAsync(2);
        Expect.Empty("what a sweep ends: it has waited for 2 of 3 units", await farm.SweepAsync());
        await farm.AdvanceAsync(2);
        Expect.Same("what a sweep ends: it has waited for 4 units", [new SweptJob(job.Id, JobState.Failed, JobCause.QueueTimeExpired)], await farm.SweepAsync());
        Expect.Empty("what the next sweep ends", await farm.SweepAsync());
        await farm.ExpectAsync(job.Id, JobState.Failed, JobCause.QueueTimeExpired, attempt: 0);
        var finished = Expect.Single("job.finished", await farm.EventsAsync<JobFinished>(job.Id));
        Expect.Equal("its worker, its time on one, and its wait", (null, null, null), (finished.WorkerId, finished.HeldFor, finished.Waited));
    }

    private static async Task A_job_that_has_waited_too_long_is_not_ready(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: given => given with { MaxQueueTime = farm.Units(3) });
        var other = await farm.EnqueueAsync();
        await farm.AdvanceAsync(4);
        await farm.ExpectReadyAsync("the first one has waited longer than it may, though no sweep has ended it yet", other.Id);
        Expect.Equal("a claim of a job that has waited longer than it may", ClaimStatus.JobNotReady, (await farm.TryClaimAsync(job.Id, worker)).Status);
    }

    private static async Task The_time_in_the_queue_counts_from_when_it_may_start(FarmDriver farm)
    {
        var now = (await farm.EnqueueAsync("b/y")).EnqueuedAt;
        var job = await farm.EnqueueAsync(with: given => given with { NotBefore = now + farm.Units(4), MaxQueueTime = farm.Units(3) });
        await farm.AdvanceAsync(6);
        Expect.Empty("what a sweep ends: it could start 2 units ago, and may wait for 3", await farm.SweepAsync());
        await farm.ExpectReadyAsync("its time has come 2 units ago", job.Id);
        await farm.AdvanceAsync(2);
        Expect.Same("what a sweep ends 2 units later", [job.Id], (await farm.SweepAsync()).Select(static swept => swept.Id));
    }

    private static async Task The_time_in_the_queue_is_over_with_the_first_start(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: given => given with { MaxQueueTime = farm.Units(3), MaxAttempts = 2 });
        var lease = await farm.StartAsync(job.Id, worker);
        await farm.AdvanceAsync(4);
        await worker.FinishAsync(lease, JobOutcome.Failed("No."));
        Expect.Empty("what a sweep ends: it was started in time, though it waits again", await farm.SweepAsync());
        await farm.ExpectReadyAsync("it is tried again", job.Id);
        await farm.AssignAsync(job.Id, worker);
    }

    private static async Task A_sweep_tells_what_it_ended(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 4);
        var lost = await farm.EnqueueAsync();
        var slow = await farm.EnqueueAsync(with: given => given with { Timeout = farm.Units(2) });
        var cancelled = await farm.EnqueueAsync();
        var waiting = await farm.EnqueueAsync(with: given => given with { MaxQueueTime = farm.Units(2) });
        foreach (var job in new[] { lost, slow, cancelled })
            await farm.StartAsync(job.Id, worker);
        await farm.CancelAsync(cancelled.Id);
        await farm.AdvanceAsync(4);
        await worker.SendAsync(worker.Next() with { Held = [.. worker.Held.Where(lease => lease.JobId != lost.Id)] });
        await farm.AdvanceAsync(3);
        Expect.SameSet(
            "what the sweep has ended, with the state after it and the cause",
            [
                new SweptJob(lost.Id, JobState.Pending, JobCause.LeaseExpired), new SweptJob(slow.Id, JobState.Failed, JobCause.TimedOut),
                new SweptJob(cancelled.Id, JobState.Cancelled, JobCause.CancelRequested), new SweptJob(waiting.Id, JobState.Failed, JobCause.QueueTimeExpired),
            ],
            await farm.SweepAsync(farm.Sweep with { CancelGrace = farm.Units(2) }));
        Expect.Empty("what the next sweep ends", await farm.SweepAsync());
    }

    private static async Task A_sweep_tells_a_job_once(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: given => given with { MaxQueueTime = farm.Units(3) });
        await farm.ClaimAsync(job.Id, worker);
        await farm.AdvanceAsync(7);
        Expect.Same(
            "what the sweep has ended: a job that was never begun, whose lease is over, and its time in the queue too",
            [new SweptJob(job.Id, JobState.Failed, JobCause.QueueTimeExpired)],
            await farm.SweepAsync());
        Expect.Empty("what the next sweep ends", await farm.SweepAsync());
    }

    private static async Task Setting_the_clock_ends_no_lease(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var running = await farm.EnqueueAsync(with: static given => given with { Timeout = TimeSpan.FromHours(1), MaxAttempts = 2 });
        var lease = await farm.StartAsync(running.Id, worker);
        var waiting = await farm.EnqueueAsync(with: static given => given with { MaxQueueTime = TimeSpan.FromHours(1) });
        foreach (var leap in new[] { TimeSpan.FromDays(1), TimeSpan.FromDays(-2) })
        {
            farm.Note($"the clock is set by {leap}");
            await farm.Harness.SetClockAsync(leap, farm.Stop);
            Expect.Empty($"what a sweep ends when the clock was set by {leap}", await farm.SweepAsync());
        }

        await farm.ExpectAsync(waiting.Id, JobState.Pending);
        await farm.AdvanceAsync(2);
        await worker.FinishAsync(lease, JobOutcome.Requeue(TimeSpan.Zero));
        var told = Expect.Single("job.requeued", await farm.EventsAsync<JobRequeued>(running.Id));
        Expect.Span("how long it was held", farm.Units(2), told.HeldFor, farm.Harness.Slack);
    }
}
