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

internal static class ResultScenarios
{
    private const string Ends = "IWorkerStore.HeartbeatAsync: results end attempts.";

    private const string Repeats = "IWorkerStore.HeartbeatAsync: a repeat changes nothing, the first outcome stands.";

    private const string Refused = "IWorkerStore.HeartbeatAsync: a result whose token is not the job's newest, or whose job was taken back, is refused; it is settled all the same.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("results")
    {
        { A_success_ends_the_job, Ends },
        { A_failure_on_the_last_attempt_ends_the_job, Ends },
        { A_time_out_on_the_last_attempt_ends_the_job, Ends },
        { A_handler_may_end_its_job_as_cancelled, Ends },
        { The_first_outcome_stands, Repeats },
        { A_result_twice_in_one_heartbeat_counts_once, Repeats },
        { A_result_of_an_unknown_job_is_settled, Refused },
        { A_result_of_a_job_that_waits_again_is_refused, Refused },
        { A_result_of_a_job_that_another_worker_has_is_refused, Refused, StoreAbilities.PassTime },
        { A_late_result_counts_until_the_job_was_taken_back, "DESIGN 4.5: a late result with the newest token is accepted until the job is requeued.", StoreAbilities.PassTime },
        { A_job_so_short_that_its_end_comes_first_has_run, "JobTransitions.Finish: so short a job that its end is the first that is heard of it: its attempt counts and job.started is written." },
        { A_job_that_was_given_back_unbegun_never_started, "JobTransitions.Finish: one that was given back or cancelled before it began never started." },
        { A_worker_that_left_and_came_back_may_report, "IWorkerStore.DisconnectAsync: the jobs that it has stay leased." },
    };

    private static async Task A_success_ends_the_job(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(instance: "i1");
        var job = await farm.EnqueueAsync();
        var lease = await farm.StartAsync(job.Id, worker);
        await worker.FinishAsync(lease, JobOutcome.Succeeded, TimeSpan.FromMilliseconds(1234));

        var done = await farm.ExpectAsync(job.Id, JobState.Succeeded, JobCause.None, attempt: 1);
        Expect.Equal("the reason of a success", null, done.Reason);
        Expect.That(done.FinishedAt is not null, "the time of its end", "none");
        Expect.Empty("the active jobs", await farm.ActiveAsync());
        Expect.Equal("the jobs active on w1", 0, (await farm.ReadWorkerAsync(worker)).Active);
        var finished = Expect.Single("job.finished", await farm.EventsAsync<JobFinished>(job.Id));
        Expect.Equal("its state, cause, worker, instance and attempt", (JobState.Succeeded, JobCause.None, "w1", "i1", 1), (finished.State, finished.Cause, finished.WorkerId, finished.InstanceId, finished.Attempt));
        Expect.Equal("how long it ran, as its worker says", TimeSpan.FromMilliseconds(1234), finished.RanFor);
        Expect.That(finished.HeldFor is not null && finished.Waited is not null, "how long it was held and had waited", $"{finished.HeldFor} and {finished.Waited}");
    }

    private static Task A_failure_on_the_last_attempt_ends_the_job(FarmDriver farm) => ExpectEndAsync(farm, JobOutcome.Failed("No."), JobState.Failed, JobCause.HandlerFailed, "No.");

    private static Task A_time_out_on_the_last_attempt_ends_the_job(FarmDriver farm) => ExpectEndAsync(farm, JobOutcome.TimedOut("Slow."), JobState.Failed, JobCause.TimedOut, "Slow.");

    private static Task A_handler_may_end_its_job_as_cancelled(FarmDriver farm) => ExpectEndAsync(farm, JobOutcome.Cancelled, JobState.Cancelled, JobCause.HandlerCancelled);

    private static async Task ExpectEndAsync(FarmDriver farm, JobOutcome outcome, JobState state, JobCause cause, string? reason = null)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.RunAsync(worker, outcome);
        job = await farm.ExpectAsync(job.Id, state, cause, attempt: 1);
        Expect.That(reason is null ? job.Reason is not null : job.Reason == reason, $"the reason is {Words.Of(reason ?? "there")}", Words.Of(job.Reason));
        var finished = Expect.Single("job.finished", await farm.EventsAsync<JobFinished>(job.Id));
        Expect.Equal("its state, cause and reason", (state, cause, job.Reason), (finished.State, finished.Cause, finished.Reason));
        Expect.Empty("the ready jobs", await farm.ReadyAsync());
        Expect.Empty("the active jobs", await farm.ActiveAsync());
    }

    private static async Task The_first_outcome_stands(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        var before = await farm.SnapshotAsync();
        foreach (var outcome in new[] { JobOutcome.Succeeded, JobOutcome.Failed("No."), JobOutcome.Requeue(TimeSpan.Zero) })
        {
            await worker.FinishAsync(lease, outcome);
            await farm.ExpectUnchangedAsync(before, $"a result ({outcome.Kind}) of a job that is over");
        }
    }

    private static async Task A_result_twice_in_one_heartbeat_counts_once(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        worker.Drop(lease);
        await worker.BeatAsync(free: 1, worker.Result(lease, JobOutcome.Succeeded), worker.Result(lease, JobOutcome.Failed("No.")));
        await farm.ExpectAsync(lease.JobId, JobState.Succeeded);
        Expect.Single("job.finished", await farm.EventsAsync<JobFinished>(lease.JobId));
        Expect.Single("group.finished", (await farm.EventsAsync()).OfType<JobGroupFinished>());
    }

    private static async Task A_result_of_an_unknown_job_is_settled(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var before = await farm.SnapshotAsync();
        await worker.FinishAsync(new LeaseKey(farm.NewJobId(), 1), JobOutcome.Succeeded);
        await farm.ExpectUnchangedAsync(before, "a result of an unknown job");
    }

    private static async Task A_result_of_a_job_that_waits_again_is_refused(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await worker.FinishAsync(lease, JobOutcome.Requeue(TimeSpan.Zero));
        var before = await farm.SnapshotAsync();
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        await farm.ExpectUnchangedAsync(before, "a result of a job that was taken back, with the token that was its newest");
    }

    private static async Task A_result_of_a_job_that_another_worker_has_is_refused(FarmDriver farm)
    {
        var (first, second) = (await farm.WorkerAsync("w1"), await farm.WorkerAsync("w2"));
        var job = await farm.EnqueueAsync();
        var old = await farm.StartAsync(job.Id, first);
        await farm.AdvanceAsync(7);
        await farm.SweepAsync();
        var newest = await farm.StartAsync(job.Id, second);

        await first.FinishAsync(old, JobOutcome.Failed("No."));
        await farm.ExpectAsync(job.Id, JobState.Running, attempt: 1, losses: 1);
        await second.FinishAsync(newest, JobOutcome.Succeeded);
        await first.FinishAsync(old, JobOutcome.Failed("No."));
        var done = await farm.ExpectAsync(job.Id, JobState.Succeeded);
        Expect.Equal("the worker of the newest attempt", "w2", done.WorkerId);
    }

    private static async Task A_late_result_counts_until_the_job_was_taken_back(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.AdvanceAsync(20);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        await farm.ExpectAsync(lease.JobId, JobState.Succeeded);
        Expect.Empty("what a sweep ends after that", await farm.SweepAsync());
    }

    private static async Task A_job_so_short_that_its_end_comes_first_has_run(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: static given => given with { MaxAttempts = 2 });
        await worker.FinishAsync(await farm.AssignAsync(job.Id, worker), JobOutcome.Failed("No."), TimeSpan.FromMilliseconds(5));
        await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.HandlerFailed, attempt: 1);
        await worker.FinishAsync(await farm.AssignAsync(job.Id, worker), JobOutcome.Succeeded, TimeSpan.Zero);
        await farm.ExpectAsync(job.Id, JobState.Succeeded, JobCause.None, attempt: 2);
        Expect.Same("the attempts of job.started", [1, 2], (await farm.EventsAsync<JobStarted>(job.Id)).Select(static started => started.Attempt));
        var kinds = (await farm.EventsAsync()).OfType<JobEvent>().Where(happened => happened.JobId == job.Id).Select(static happened => happened.GetType().Name);
        Expect.Same(
            "the events of the job, in order",
            [nameof(JobEnqueued), nameof(JobAssigned), nameof(JobStarted), nameof(JobRequeued), nameof(JobAssigned), nameof(JobStarted), nameof(JobFinished)],
            kinds);
    }

    private static async Task A_job_that_was_given_back_unbegun_never_started(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        await worker.FinishAsync(await farm.AssignAsync(job.Id, worker), JobOutcome.Requeue(TimeSpan.Zero), TimeSpan.Zero);
        await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.GivenBack, attempt: 0);
        await worker.FinishAsync(await farm.AssignAsync(job.Id, worker), JobOutcome.Cancelled, TimeSpan.Zero);
        await farm.ExpectAsync(job.Id, JobState.Cancelled, attempt: 0);
        Expect.Empty("job.started", await farm.EventsAsync<JobStarted>(job.Id));
        Expect.Equal("the attempt in job.requeued and in job.finished", (0, 0), ((await farm.EventsAsync<JobRequeued>(job.Id))[0].Attempt, (await farm.EventsAsync<JobFinished>(job.Id))[0].Attempt));
    }

    private static async Task A_worker_that_left_and_came_back_may_report(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await worker.DisconnectAsync();
        var again = await farm.ConnectAsync("w1");
        await again.FinishAsync(lease, JobOutcome.Succeeded);
        await farm.ExpectAsync(lease.JobId, JobState.Succeeded);
    }
}
