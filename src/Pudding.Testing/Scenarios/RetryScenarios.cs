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

internal static class RetryScenarios
{
    private const string Place = "IWorkerStore.HeartbeatAsync: failure with attempts left, and a requeue, put the job back in its queue at its old place.";

    private const string Attempts = "Job.Attempt: attempts that a worker has begun and that count against MaxAttempts. Losing a worker is not held against them.";

    private const string Asked = "IWorkerStore.HeartbeatAsync: put back in its queue, unless someone asked to cancel it.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("retries")
    {
        { A_failed_job_is_tried_as_often_as_it_may, Attempts },
        { A_job_that_goes_back_takes_its_old_place, Place },
        { A_failed_job_waits_for_its_back_off, "NewJob.Backoff: how long it waits between attempts.", StoreAbilities.PassTime },
        { A_requeue_waits_for_its_delay_and_is_not_held_against_the_job, "JobOutcome.Requeue: nothing is held against it, and the attempt doesn't count.", StoreAbilities.PassTime },
        { A_failure_of_the_machine_has_a_limit_of_its_own, "NewJob.MaxInfrastructureLosses: how often it may be lost with its worker; once more, and it fails." },
        { A_timed_out_attempt_is_tried_again, Attempts },
        { What_goes_back_is_told, "JobRequeued: why, from where, which attempt, and for how long it waits." },
        { A_job_to_be_cancelled_does_not_go_back, Asked },
        { A_success_stands_although_the_job_was_to_be_cancelled, "JobTransitions.Finish: a success is a success." },
    };

    private static async Task A_failed_job_is_tried_as_often_as_it_may(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: static given => given with { MaxAttempts = 3 });
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await farm.ExpectAsync(job.Id, JobState.Pending, attempt: attempt - 1);
            await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Failed("No."));
        }

        await farm.ExpectAsync(job.Id, JobState.Failed, JobCause.HandlerFailed, attempt: 3, losses: 0);
    }

    private static async Task A_job_that_goes_back_takes_its_old_place(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var first = await farm.EnqueueAsync(with: static given => given with { MaxAttempts = 2 });
        var second = await farm.EnqueueAsync();
        var third = await farm.EnqueueAsync();
        var urgent = await farm.EnqueueAsync(with: static given => given with { Priority = 1 });
        await worker.FinishAsync(await farm.StartAsync(first.Id, worker), JobOutcome.Failed("No."));
        await farm.ExpectReadyAsync("the first one failed and is tried again", urgent.Id, first.Id, second.Id, third.Id);
        await worker.FinishAsync(await farm.StartAsync(second.Id, worker), JobOutcome.Requeue(TimeSpan.Zero));
        await farm.ExpectReadyAsync("the second one was given back", urgent.Id, first.Id, second.Id, third.Id);
        await worker.FinishAsync(await farm.StartAsync(urgent.Id, worker), JobOutcome.Requeue(TimeSpan.Zero));
        await farm.ExpectReadyAsync("the urgent one was given back", urgent.Id, first.Id, second.Id, third.Id);
        Expect.Equal("the sequence of a job that went back", first.Sequence, (await farm.JobAsync(first.Id)).Sequence);
    }

    private static async Task A_failed_job_waits_for_its_back_off(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var backoff = new RetryBackoff { First = farm.Units(3), Factor = 2, Max = farm.Units(100), Jitter = 0 };
        var job = await farm.EnqueueAsync(with: given => given with { MaxAttempts = 3, Backoff = backoff });
        foreach (var delay in new[] { 3, 6 })
        {
            await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Failed("No."));
            Expect.Equal("the delay in job.requeued", farm.Units(delay), (await farm.EventsAsync<JobRequeued>(job.Id))[^1].Delay);
            Expect.That((await farm.JobAsync(job.Id)).NotBefore is not null, "a job that waits for its back-off says until when (Job.NotBefore)", "none");
            await farm.AdvanceAsync(delay - 1);
            await farm.ExpectReadyAsync($"its back-off is {delay} units, of which {delay - 1} are over");
            Expect.Equal("a claim during the back-off", ClaimStatus.JobNotReady, (await farm.TryClaimAsync(job.Id, worker)).Status);
            await farm.AdvanceAsync(2);
            await farm.ExpectReadyAsync("its back-off is over", job.Id);
        }
    }

    private static async Task A_requeue_waits_for_its_delay_and_is_not_held_against_the_job(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Requeue(farm.Units(4), "The cache is cold."));
        var waiting = await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.GivenBack, attempt: 0, losses: 0);
        Expect.Equal("its reason", "The cache is cold.", waiting.Reason);
        await farm.AdvanceAsync(3);
        await farm.ExpectReadyAsync("its delay is 4 units, of which 3 are over");
        await farm.AdvanceAsync(2);
        await farm.ExpectReadyAsync("its delay is over", job.Id);
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Succeeded);
        await farm.ExpectAsync(job.Id, JobState.Succeeded, attempt: 1);
    }

    private static async Task A_failure_of_the_machine_has_a_limit_of_its_own(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: static given => given with { MaxInfrastructureLosses = 2 });
        for (var losses = 1; losses <= 2; losses++)
        {
            await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.InfrastructureFailed("The disk is full."));
            await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.InfrastructureFailed, attempt: 0, losses: losses);
        }

        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.InfrastructureFailed("The disk is full."));
        await farm.ExpectAsync(job.Id, JobState.Failed, JobCause.InfrastructureFailed, losses: 3);
    }

    private static async Task A_timed_out_attempt_is_tried_again(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync(with: static given => given with { MaxAttempts = 2 });
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.TimedOut("Slow."));
        await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.TimedOut, attempt: 1);
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.TimedOut("Slow."));
        await farm.ExpectAsync(job.Id, JobState.Failed, JobCause.TimedOut, attempt: 2);
    }

    private static async Task What_goes_back_is_told(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(instance: "i1");
        var job = await farm.EnqueueAsync(with: given => given with { MaxAttempts = 2 });
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Failed("No."));
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Requeue(farm.Units(2), "Later."));
        var told = await farm.EventsAsync<JobRequeued>(job.Id);
        Expect.Same(
            "what job.requeued says: cause, worker, instance, attempt, delay",
            [(JobCause.HandlerFailed, "w1", "i1", 1, TimeSpan.Zero), (JobCause.GivenBack, "w1", "i1", 2, farm.Units(2))],
            told.Select(static happened => (happened.Cause, happened.WorkerId, happened.InstanceId, happened.Attempt, happened.Delay)));
        Expect.Equal("the reason of the job, and of its newest job.requeued", (await farm.JobAsync(job.Id)).Reason, told[^1].Reason);
    }

    private static async Task A_job_to_be_cancelled_does_not_go_back(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        foreach (var outcome in new[] { JobOutcome.Failed("No."), JobOutcome.Requeue(TimeSpan.Zero), JobOutcome.InfrastructureFailed("No disk."), JobOutcome.TimedOut("Slow.") })
        {
            var job = await farm.EnqueueAsync(with: static given => given with { MaxAttempts = 5 });
            var lease = await farm.StartAsync(job.Id, worker);
            await farm.CancelAsync(job.Id);
            await worker.FinishAsync(lease, outcome);
            var over = await farm.ExpectAsync(job.Id, JobState.Cancelled, JobCause.CancelRequested);
            Expect.Equal($"the reason of a job that was to be cancelled and ended as {outcome.Kind}", "Not needed.", over.Reason);
        }
    }

    private static async Task A_success_stands_although_the_job_was_to_be_cancelled(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        var lease = await farm.StartAsync(job.Id, worker);
        await farm.CancelAsync(job.Id);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        var done = await farm.ExpectAsync(job.Id, JobState.Succeeded, JobCause.None);
        Expect.Equal("whether it is still to be cancelled", false, done.CancelRequested);
    }
}
