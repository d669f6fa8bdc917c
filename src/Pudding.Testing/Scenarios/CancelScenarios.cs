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

internal static class CancelScenarios
{
    private const string Cancels = "IJobStore.CancelAsync: pending jobs end at once, active ones are marked so that their worker is told. Returns those that this call has ended or marked.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("cancels")
    {
        { A_waiting_job_ends_at_once, Cancels },
        { A_job_that_is_scheduled_for_later_ends_at_once, Cancels },
        { The_worker_of_an_active_job_is_told_until_it_confirms, Cancels },
        { A_job_ends_when_its_worker_confirms, Cancels },
        { A_second_request_changes_nothing, Cancels },
        { A_group_is_cancelled_whole, "CancelRequest.Group: a whole group." },
        { Only_what_waits_is_cancelled_if_asked, "CancelRequest.OnlyWaiting: jobs that a worker has are left alone." },
        { Several_jobs_are_cancelled_at_once, "CancelRequest.Jobs: single jobs." },
        { Unknown_jobs_and_groups_cancel_nothing, Cancels },
        { A_job_that_was_not_taken_is_not_handed_out_again, "JobTransitions.GiveBack: a job that is to be cancelled and was never taken is cancelled." },
        { A_job_to_be_cancelled_stays_active_until_it_ends, "JobStateExtensions.IsActive: the job occupies a slot: it counts against every limit." },
    };

    private static async Task A_waiting_job_ends_at_once(FarmDriver farm)
    {
        var job = await farm.EnqueueAsync();
        Expect.Same("the jobs that were cancelled", [job.Id], await farm.CancelAsync(job.Id));
        var over = await farm.ExpectAsync(job.Id, JobState.Cancelled, JobCause.CancelRequested);
        Expect.Equal("its reason", "Not needed.", over.Reason);
        Expect.That(over.FinishedAt is not null && !over.CancelRequested, "an end, and nothing more to confirm", $"ended {over.FinishedAt}, to be cancelled: {over.CancelRequested}");
        await farm.ExpectReadyAsync("the only job was cancelled");
        var finished = Expect.Single("job.finished", await farm.EventsAsync<JobFinished>(job.Id));
        Expect.Equal("its state, cause, reason and worker", (JobState.Cancelled, JobCause.CancelRequested, "Not needed.", null), (finished.State, finished.Cause, finished.Reason, finished.WorkerId));
    }

    private static async Task A_job_that_is_scheduled_for_later_ends_at_once(FarmDriver farm)
    {
        var now = (await farm.EnqueueAsync("b/y")).EnqueuedAt;
        var job = await farm.EnqueueAsync(with: given => given with { NotBefore = now + TimeSpan.FromDays(1) });
        await farm.CancelAsync(job.Id);
        await farm.ExpectAsync(job.Id, JobState.Cancelled);
        Expect.Equal("in how long the next job becomes ready: none waits for its time", null, (await farm.HeadsAsync()).NextReadyIn);
    }

    private static async Task The_worker_of_an_active_job_is_told_until_it_confirms(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var running = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var assigned = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        Expect.SameSet("the jobs that were cancelled", [running.JobId, assigned.JobId], await farm.CancelAsync(running.JobId, assigned.JobId));

        foreach (var (lease, state) in new[] { (running, JobState.Running), (assigned, JobState.Assigned) })
        {
            var job = await farm.ExpectAsync(lease.JobId, state, JobCause.CancelRequested);
            Expect.Equal("whether its worker is to stop it, and why", (true, "Not needed."), (job.CancelRequested, job.Reason));
            var told = Expect.Single("job.cancel-requested", await farm.EventsAsync<JobCancelRequested>(lease.JobId));
            Expect.Equal("its worker, cause and reason", ("w1", JobCause.CancelRequested, "Not needed."), (told.WorkerId, told.Cause, told.Reason));
        }

        Expect.SameSet("what the worker is to stop, in its inbox", [running, assigned], (await worker.InboxAsync()).Cancel);
        for (var i = 0; i < 2; i++)
            Expect.SameSet($"what the worker is to stop, in answer {i + 1}", [running, assigned], (await worker.BeatAsync()).Cancel);
    }

    private static async Task A_job_ends_when_its_worker_confirms(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.CancelAsync(lease.JobId);
        Expect.Empty("what the worker is to stop after it confirmed", (await worker.FinishAsync(lease, JobOutcome.Cancelled)).Cancel);
        var over = await farm.ExpectAsync(lease.JobId, JobState.Cancelled, JobCause.CancelRequested);
        Expect.Equal("its reason is that of who asked, and nothing is left to confirm", ("Not needed.", false), (over.Reason, over.CancelRequested));
    }

    private static async Task A_second_request_changes_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var running = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var waiting = await farm.EnqueueAsync();
        await farm.CancelAsync(running.JobId, waiting.Id);
        var before = await farm.SnapshotAsync();
        Expect.Empty("the jobs that a second request has cancelled", await farm.CancelAsync(new CancelRequest { Jobs = [running.JobId, waiting.Id], Reason = "Again." }));
        await farm.ExpectUnchangedAsync(before, "a second request to cancel");
        Expect.Equal("the reason", "Not needed.", (await farm.JobAsync(running.JobId)).Reason);
    }

    private static async Task A_group_is_cancelled_whole(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var group = farm.NewGroup(farm.NewJob(), farm.NewJob(), farm.NewJob());
        await farm.EnqueueAsync(group);
        var other = await farm.EnqueueAsync();
        await worker.FinishAsync(await farm.StartAsync(group.Jobs[0].Id, worker), JobOutcome.Succeeded);
        await farm.StartAsync(group.Jobs[1].Id, worker);

        var cancelled = await farm.CancelAsync(new CancelRequest { Group = group.Id, Reason = "Not needed." });
        Expect.SameSet("the jobs that were cancelled: the one that ended is left out", [group.Jobs[1].Id, group.Jobs[2].Id], cancelled);
        await farm.ExpectAsync(group.Jobs[0].Id, JobState.Succeeded);
        Expect.That((await farm.ExpectAsync(group.Jobs[1].Id, JobState.Running)).CancelRequested, "the running one is to be stopped", "it is not");
        await farm.ExpectAsync(group.Jobs[2].Id, JobState.Cancelled);
        await farm.ExpectAsync(other.Id, JobState.Pending, JobCause.None);
    }

    private static async Task Only_what_waits_is_cancelled_if_asked(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var group = farm.NewGroup(farm.NewJob(), farm.NewJob(), farm.NewJob());
        await farm.EnqueueAsync(group);
        await farm.StartAsync(group.Jobs[0].Id, worker);
        await farm.AssignAsync(group.Jobs[1].Id, worker);
        var cancelled = await farm.CancelAsync(new CancelRequest { Group = group.Id, OnlyWaiting = true, Reason = "Not needed." });
        Expect.Same("the jobs that were cancelled", [group.Jobs[2].Id], cancelled);
        Expect.Empty("what the worker is to stop", (await worker.BeatAsync()).Cancel);
    }

    private static async Task Several_jobs_are_cancelled_at_once(FarmDriver farm)
    {
        var jobs = await farm.EnqueueManyAsync("a/x", 3);
        Expect.SameSet("the jobs that were cancelled", [jobs[0].Id, jobs[2].Id], await farm.CancelAsync(jobs[0].Id, jobs[2].Id));
        await farm.ExpectReadyAsync("the others were cancelled", jobs[1].Id);
    }

    private static async Task Unknown_jobs_and_groups_cancel_nothing(FarmDriver farm)
    {
        await farm.EnqueueAsync();
        var before = await farm.SnapshotAsync();
        Expect.Empty("the jobs that were cancelled of an id that nobody gave", await farm.CancelAsync(farm.NewJobId()));
        Expect.Empty("the jobs that were cancelled of a group that nobody gave", await farm.CancelAsync(new CancelRequest { Group = farm.NewGroupId(), Reason = "?" }));
        Expect.Empty("the jobs that were cancelled of none", await farm.CancelAsync());
        await farm.ExpectUnchangedAsync(before, "cancelling what is unknown");
    }

    private static async Task A_job_that_was_not_taken_is_not_handed_out_again(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.CancelAsync(lease.JobId);
        await worker.DisconnectAsync();
        await farm.ExpectAsync(lease.JobId, JobState.Cancelled, JobCause.CancelRequested);
        await farm.ExpectReadyAsync("the only job was cancelled");
    }

    private static async Task A_job_to_be_cancelled_stays_active_until_it_ends(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        var worker = await farm.WorkerAsync(slots: 2);
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var next = await farm.EnqueueAsync();
        await farm.CancelAsync(lease.JobId);
        Expect.Equal("a claim while the job that is to be cancelled still runs, under a limit of 1", ClaimStatus.LimitReached, (await farm.TryClaimAsync(next.Id, worker)).Status);
        Expect.Equal("the active jobs", 1, (await farm.ActiveAsync()).Count);
        await worker.FinishAsync(lease, JobOutcome.Cancelled);
        await farm.ClaimAsync(next.Id, worker);
    }
}
