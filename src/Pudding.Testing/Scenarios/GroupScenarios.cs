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

internal static class GroupScenarios
{
    private const string FailsFast = "NewJobGroup.FailFast: the first job that fails for good cancels the others.";

    private const string Supersedes = "NewJobGroup.SupersedeKey: groups of the same tenant with this key that are not over are cancelled.";

    private const string Once = "JobGroupFinished: written exactly once for each group, after the event of its last job.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("groups")
    {
        { A_group_is_finished_once_with_its_last_job, Once },
        { A_group_that_is_cancelled_is_finished_once, Once },
        { The_first_failure_cancels_the_others, FailsFast },
        { A_failure_with_attempts_left_cancels_nobody, FailsFast },
        { Without_fail_fast_the_others_go_on, FailsFast },
        { A_job_that_is_lost_too_often_fails_its_group_fast, FailsFast },
        { A_job_that_waited_too_long_fails_its_group_fast, FailsFast, StoreAbilities.PassTime },
        { A_newer_group_cancels_what_waits_of_older_ones, Supersedes },
        { A_newer_group_cancels_what_runs_if_asked, "NewJobGroup.SupersedeRunning: jobs of superseded groups that are active are cancelled too." },
        { Other_tenants_keys_and_finished_groups_are_left_alone, Supersedes },
        { A_repeat_of_an_enqueue_supersedes_nothing, Supersedes },
    };

    private static async Task A_group_is_finished_once_with_its_last_job(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 3);
        var given = farm.NewGroup(farm.NewJob(), farm.NewJob(), farm.NewJob()) with { Name = "build 42" };
        await farm.EnqueueAsync(given);
        await worker.FinishAsync(await farm.StartAsync(given.Jobs[0].Id, worker), JobOutcome.Succeeded);
        await farm.CancelAsync(given.Jobs[1].Id);
        Expect.Empty("group.finished while a job is not over", (await farm.EventsAsync()).OfType<JobGroupFinished>());

        var last = await farm.StartAsync(given.Jobs[2].Id, worker);
        await worker.FinishAsync(last, JobOutcome.Failed("No."));
        await worker.BeatAsync(free: null, worker.Result(last, JobOutcome.Failed("No."))); // a repeat
        await farm.CancelAsync(new CancelRequest { Group = given.Id, Reason = "Too late." });

        var events = await farm.EventsAsync();
        var finished = Expect.Single("group.finished", events.OfType<JobGroupFinished>());
        Expect.Equal("its group", given.Id, finished.GroupId);
        Expect.Equal("its name", "build 42", finished.GroupName);
        Expect.Equal("its state", JobState.Failed, finished.State);
        Expect.Equal("how many succeeded, failed and were cancelled", (1, 1, 1), (finished.Succeeded, finished.Failed, finished.Cancelled));
        Expect.That(finished.Sequence > events.OfType<JobFinished>().Max(static job => job.Sequence), "group.finished after job.finished of its last job", "before it");
    }

    private static async Task A_group_that_is_cancelled_is_finished_once(FarmDriver farm)
    {
        var given = farm.NewGroup(farm.NewJob(), farm.NewJob(), farm.NewJob());
        await farm.EnqueueAsync(given);
        await farm.CancelAsync(new CancelRequest { Group = given.Id, Reason = "Not needed." });
        var finished = Expect.Single("group.finished", (await farm.EventsAsync()).OfType<JobGroupFinished>());
        Expect.Equal("its state and counts", (JobState.Cancelled, 0, 0, 3), (finished.State, finished.Succeeded, finished.Failed, finished.Cancelled));
        Expect.Equal("job.finished of its jobs", 3, (await farm.EventsAsync()).OfType<JobFinished>().Count());
    }

    private static async Task The_first_failure_cancels_the_others(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 3);
        var (given, failing, running) = await BeginAsync(farm, worker, failFast: true);
        await worker.FinishAsync(failing, JobOutcome.Failed("No."));

        await farm.ExpectAsync(given.Jobs[0].Id, JobState.Failed, JobCause.HandlerFailed);
        await farm.ExpectAsync(given.Jobs[1].Id, JobState.Running, JobCause.FailFast);
        await farm.ExpectAsync(given.Jobs[2].Id, JobState.Cancelled, JobCause.FailFast);
        Expect.Same("what the worker is to stop", [running], (await worker.InboxAsync()).Cancel);
        Expect.Equal("the cause of job.cancel-requested", JobCause.FailFast, Expect.Single("job.cancel-requested", await farm.EventsAsync<JobCancelRequested>(running.JobId)).Cause);
        Expect.Empty("group.finished while a job is being stopped", (await farm.EventsAsync()).OfType<JobGroupFinished>());

        await worker.FinishAsync(running, JobOutcome.Cancelled);
        await farm.ExpectAsync(given.Jobs[1].Id, JobState.Cancelled, JobCause.FailFast);
        Expect.Equal("the state in group.finished", JobState.Failed, Expect.Single("group.finished", (await farm.EventsAsync()).OfType<JobGroupFinished>()).State);
    }

    private static async Task A_failure_with_attempts_left_cancels_nobody(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 3);
        var (given, failing, running) = await BeginAsync(farm, worker, failFast: true, attempts: 2);
        await worker.FinishAsync(failing, JobOutcome.Failed("No."));
        await farm.ExpectAsync(given.Jobs[0].Id, JobState.Pending, JobCause.HandlerFailed);
        await ExpectUntouchedAsync(farm, given, running);
    }

    private static async Task Without_fail_fast_the_others_go_on(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 3);
        var (given, failing, running) = await BeginAsync(farm, worker, failFast: false);
        await worker.FinishAsync(failing, JobOutcome.Failed("No."));
        await farm.ExpectAsync(given.Jobs[0].Id, JobState.Failed, JobCause.HandlerFailed);
        await ExpectUntouchedAsync(farm, given, running);
    }

    private static async Task A_job_that_is_lost_too_often_fails_its_group_fast(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 3);
        var (given, failing, _) = await BeginAsync(farm, worker, failFast: true, losses: 0);
        await worker.FinishAsync(failing, JobOutcome.InfrastructureFailed("The disk is full."));
        await farm.ExpectAsync(given.Jobs[0].Id, JobState.Failed, JobCause.InfrastructureFailed);
        await farm.ExpectAsync(given.Jobs[2].Id, JobState.Cancelled, JobCause.FailFast);
    }

    private static async Task A_job_that_waited_too_long_fails_its_group_fast(FarmDriver farm)
    {
        var given = farm.NewGroup(farm.NewJob() with { MaxQueueTime = farm.Units(2) }, farm.NewJob()) with { FailFast = true };
        await farm.EnqueueAsync(given);
        await farm.AdvanceAsync(3);
        await farm.SweepAsync();
        await farm.ExpectAsync(given.Jobs[0].Id, JobState.Failed, JobCause.QueueTimeExpired);
        await farm.ExpectAsync(given.Jobs[1].Id, JobState.Cancelled, JobCause.FailFast);
    }

    private static async Task A_newer_group_cancels_what_waits_of_older_ones(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var old = farm.NewGroup(farm.NewJob(), farm.NewJob()) with { SupersedeKey = "main" };
        await farm.EnqueueAsync(old);
        var running = await farm.StartAsync(old.Jobs[0].Id, worker);

        var result = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob()) with { SupersedeKey = "main" });
        Expect.Same("the groups that were superseded", [old.Id], result.Superseded);
        await farm.ExpectAsync(old.Jobs[1].Id, JobState.Cancelled, JobCause.Superseded);
        var left = await farm.ExpectAsync(running.JobId, JobState.Running, JobCause.None);
        Expect.That(!left.CancelRequested, "what runs goes on: nobody asked to cancel it too", "its worker is to stop it");
        Expect.Equal("the group that superseded the older one", result.Group!.Id, (await farm.GroupAsync(old.Id)).SupersededBy);
        await farm.ExpectAsync(result.Group.Jobs[0].Id, JobState.Pending, JobCause.None);
    }

    private static async Task A_newer_group_cancels_what_runs_if_asked(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var old = farm.NewGroup(farm.NewJob(), farm.NewJob()) with { SupersedeKey = "main" };
        await farm.EnqueueAsync(old);
        var running = await farm.StartAsync(old.Jobs[0].Id, worker);

        await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { SupersedeKey = "main", SupersedeRunning = true });
        var stopping = await farm.ExpectAsync(running.JobId, JobState.Running, JobCause.Superseded);
        Expect.That(stopping.CancelRequested, "the running job of the older group is to be stopped", "it is not");
        Expect.Same("what the worker is to stop", [running], (await worker.InboxAsync()).Cancel);
        await worker.FinishAsync(running, JobOutcome.Cancelled);
        await farm.ExpectAsync(running.JobId, JobState.Cancelled, JobCause.Superseded);
    }

    private static async Task Other_tenants_keys_and_finished_groups_are_left_alone(FarmDriver farm)
    {
        var tenant = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob("a/y")) with { SupersedeKey = "main" });
        var key = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { SupersedeKey = "other" });
        var none = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()));
        var over = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { SupersedeKey = "main" });
        await farm.CancelAsync(over.Jobs[0].Id);

        var result = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob()) with { SupersedeKey = "main", SupersedeRunning = true });
        Expect.Empty("the groups that were superseded: none that is open has this tenant and key", result.Superseded);
        foreach (var group in new[] { tenant, key, none })
            await farm.ExpectAsync(group.Jobs[0].Id, JobState.Pending, JobCause.None);
        await farm.ExpectAsync(over.Jobs[0].Id, JobState.Cancelled, JobCause.CancelRequested);
    }

    private static async Task A_repeat_of_an_enqueue_supersedes_nothing(FarmDriver farm)
    {
        var old = farm.NewGroup(farm.NewJob()) with { SupersedeKey = "main", IdempotencyKey = "delivery 1" };
        await farm.EnqueueAsync(old);
        var newer = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { SupersedeKey = "main" });
        var repeat = await farm.TryEnqueueAsync(old);
        Expect.Equal("the older group, delivered again", EnqueueStatus.AlreadyEnqueued, repeat.Status);
        await farm.ExpectAsync(newer.Jobs[0].Id, JobState.Pending, JobCause.None);
        Expect.Equal("the group that superseded the newer one", null, (await farm.GroupAsync(newer.Id)).SupersededBy);
    }

    /// <summary>A group whose first two jobs run, while the third waits.</summary>
    private static async Task<(NewJobGroup Group, LeaseKey First, LeaseKey Second)> BeginAsync(
        FarmDriver farm, DrivenWorker worker, bool failFast, int attempts = 1, int losses = 3)
    {
        var first = farm.NewJob() with { MaxAttempts = attempts, MaxInfrastructureLosses = losses };
        var group = farm.NewGroup(first, farm.NewJob(), farm.NewJob()) with { FailFast = failFast };
        await farm.EnqueueAsync(group);
        return (group, await farm.StartAsync(group.Jobs[0].Id, worker), await farm.StartAsync(group.Jobs[1].Id, worker));
    }

    private static async Task ExpectUntouchedAsync(FarmDriver farm, NewJobGroup group, LeaseKey running)
    {
        var job = await farm.ExpectAsync(running.JobId, JobState.Running, JobCause.None);
        Expect.That(!job.CancelRequested, "the running job of the group goes on", "its worker is to stop it");
        await farm.ExpectAsync(group.Jobs[2].Id, JobState.Pending, JobCause.None);
    }
}
