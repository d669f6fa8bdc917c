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

internal static class SessionScenarios
{
    private const string Connect = "IWorkerStore.ConnectAsync: opens a session for a worker; a former one of the same id ends, and with it its offer. Jobs that the former one has not acknowledged go back to their queue at once.";

    private const string Disconnect = "IWorkerStore.DisconnectAsync: the worker offers nothing more and is forgotten when no job is left, unless its cell is not ready. Jobs that it has not acknowledged go back to their queue at once; those that it has stay leased.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("sessions")
    {
        { Sessions_ascend_over_all_workers, "ConnectReply.Session: ascending, unique in the store." },
        { A_worker_is_as_it_introduced_itself, Connect },
        { A_new_session_introduces_the_worker_anew, Connect },
        { A_new_session_gives_back_what_was_not_taken, Connect },
        { A_new_session_goes_on_with_what_runs, Connect },
        { A_new_session_ends_the_former_offer, Connect },
        { A_worker_that_leaves_gives_back_what_it_has_not_taken, Disconnect },
        { What_a_worker_that_left_has_taken_stays_leased, Disconnect },
        { A_worker_that_left_is_forgotten_with_its_last_job, Disconnect },
        { A_former_session_can_not_end_the_newest, "IWorkerStore.DisconnectAsync: does nothing for a session that is not the newest." },
        { A_former_session_has_an_empty_inbox, "IWorkerStore.ReadInboxAsync: nothing for a session that is not the newest." },
        { Silence_counts_from_the_newest_heartbeat, "WorkerCell.SilentFor: how long ago its newest heartbeat came, by the store's clock.", StoreAbilities.PassTime },
    };

    private static async Task Sessions_ascend_over_all_workers(FarmDriver farm)
    {
        var sessions = new List<long>();
        foreach (var worker in new[] { "w1", "w2", "w1", "w3", "w2" })
            sessions.Add((await farm.ConnectAsync(worker)).Session);
        Expect.Same("the sessions, one after the other", sessions.Distinct().Order(), sessions);
        Expect.That(sessions[0] > 0, "sessions above zero, which means 'none'", $"{sessions[0]}");
    }

    private static async Task A_worker_is_as_it_introduced_itself(FarmDriver farm)
    {
        var worker = await farm.ConnectAsync("w1", slots: 3, queues: ["linux", "arm"], instance: "i1");
        var cell = await farm.ReadWorkerAsync(worker);
        Expect.Equal("its session, instance, slots, phase, active jobs and offer", (worker.Session, "i1", 3, CellPhase.Ready, 0, 0), (cell.Session, cell.InstanceId, cell.Slots, cell.Phase, cell.Active, cell.Offered));
        Expect.SameSet("its queues", ["linux", "arm"], cell.Queues);
        var connected = Expect.Single("worker.connected", (await farm.EventsAsync()).OfType<WorkerConnected>());
        Expect.Equal("its worker and slots", ("w1", 3), (connected.WorkerId, connected.Slots));
        Expect.SameSet("its queues", ["linux", "arm"], connected.Queues);
    }

    private static async Task A_new_session_introduces_the_worker_anew(FarmDriver farm)
    {
        await farm.WorkerAsync("w1", slots: 1, queues: ["linux"]);
        var worker = await farm.WorkerAsync("w1", slots: 2, queues: ["osx"], instance: "i2");
        var cell = await farm.ReadWorkerAsync(worker);
        Expect.Equal("its session, instance and slots", (worker.Session, "i2", 2), (cell.Session, cell.InstanceId, cell.Slots));
        await farm.ClaimAsync((await farm.EnqueueAsync(with: static job => job with { Queue = "osx" })).Id, worker);
        Expect.Equal("a claim of a job of a queue that it served before", ClaimStatus.WorkerUnavailable, (await farm.TryClaimAsync((await farm.EnqueueAsync()).Id, worker)).Status);
    }

    private static async Task A_new_session_gives_back_what_was_not_taken(FarmDriver farm)
    {
        var former = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        var lease = await farm.AssignAsync(job.Id, former);
        var worker = await farm.ConnectAsync("w1");
        await ExpectGivenBackAsync(farm, job);
        Expect.Empty("what waits for the new session", (await worker.InboxAsync()).Assignments);
        Expect.Same("a lease that the former session never took", [lease], (await worker.SendAsync(worker.Next() with { Held = [lease] })).Lost);
    }

    private static async Task A_new_session_goes_on_with_what_runs(FarmDriver farm)
    {
        var former = await farm.WorkerAsync(slots: 2);
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, former);
        var worker = await farm.ConnectAsync("w1", slots: 2);
        await farm.ExpectAsync(lease.JobId, JobState.Running);
        await worker.AcknowledgeAsync(lease);
        await farm.ExpectAsync(lease.JobId, JobState.Running, attempt: 1, losses: 0);
        Expect.Equal("the jobs active on the worker", 1, (await farm.ReadWorkerAsync(worker)).Active);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        await farm.ExpectAsync(lease.JobId, JobState.Succeeded);
    }

    private static async Task A_new_session_ends_the_former_offer(FarmDriver farm)
    {
        await farm.WorkerAsync(slots: 3);
        var worker = await farm.ConnectAsync("w1", slots: 3);
        Expect.Equal("the offer of a session without a heartbeat", 0, (await farm.ReadWorkerAsync(worker)).Offered);
        Expect.Equal("a claim for it", ClaimStatus.WorkerUnavailable, (await farm.TryClaimAsync((await farm.EnqueueAsync()).Id, worker)).Status);
    }

    private static async Task A_worker_that_leaves_gives_back_what_it_has_not_taken(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        await farm.AssignAsync(job.Id, worker);
        await worker.DisconnectAsync();
        await ExpectGivenBackAsync(farm, job);
        Expect.Equal("the worker in worker.disconnected", "w1", Expect.Single("worker.disconnected", (await farm.EventsAsync()).OfType<WorkerDisconnected>()).WorkerId);
    }

    private static async Task What_a_worker_that_left_has_taken_stays_leased(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await worker.DisconnectAsync();
        await farm.ExpectAsync(lease.JobId, JobState.Running, JobCause.None, losses: 0);
        var cell = await farm.ReadWorkerAsync(worker);
        Expect.Equal("the session, active jobs and offer of a worker that left", (0L, 1, 0), (cell.Session, cell.Active, cell.Offered));
    }

    private static async Task A_worker_that_left_is_forgotten_with_its_last_job(FarmDriver farm)
    {
        var (idle, busy) = (await farm.WorkerAsync("w1"), await farm.WorkerAsync("w2"));
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, busy);
        await idle.DisconnectAsync();
        await busy.DisconnectAsync();
        Expect.Equal("a worker that left without a job", null, await farm.FindWorkerAsync("w1"));
        var again = await farm.ConnectAsync("w2");
        await again.FinishAsync(lease, JobOutcome.Succeeded);
        await again.DisconnectAsync();
        Expect.Equal("a worker that left, whose last job is over", null, await farm.FindWorkerAsync("w2"));
    }

    private static async Task A_former_session_can_not_end_the_newest(FarmDriver farm)
    {
        var former = await farm.WorkerAsync();
        var worker = await farm.WorkerAsync();
        await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        var before = await farm.SnapshotAsync();
        await former.DisconnectAsync();
        await farm.ExpectUnchangedAsync(before, "the end of a former session");
    }

    private static async Task A_former_session_has_an_empty_inbox(FarmDriver farm)
    {
        var former = await farm.WorkerAsync();
        var worker = await farm.WorkerAsync();
        await farm.CancelAsync((await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker)).JobId);
        var inbox = await former.InboxAsync();
        Expect.Equal("the assignments and cancellations that wait for a former session", (0, 0), (inbox.Assignments.Count, inbox.Cancel.Count));
        Expect.Equal("those that wait for the newest", (1, 1), ((await worker.InboxAsync()).Assignments.Count, (await worker.InboxAsync()).Cancel.Count));
        var nobody = await farm.Store.Workers.ReadInboxAsync("nobody", 1, farm.Stop);
        Expect.Equal("those that wait for a worker that nobody knows", (0, 0), (nobody.Assignments.Count, nobody.Cancel.Count));
    }

    private static async Task Silence_counts_from_the_newest_heartbeat(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        await farm.AdvanceAsync(3);
        Expect.Span("how long the worker has been silent", farm.Units(3), (await farm.ReadWorkerAsync(worker)).SilentFor, farm.Harness.Slack);
        await worker.InboxAsync();
        await worker.SendAsync(worker.Next() with { Sequence = 0 });
        await farm.AdvanceAsync(1);
        Expect.Span("how long it has been silent, since reading its inbox and a stale heartbeat are none", farm.Units(4), (await farm.ReadWorkerAsync(worker)).SilentFor, farm.Harness.Slack);
        await worker.BeatAsync();
        Expect.Span("how long it has been silent after a heartbeat", TimeSpan.Zero, (await farm.ReadWorkerAsync(worker)).SilentFor, farm.Harness.Slack);
    }

    private static async Task ExpectGivenBackAsync(FarmDriver farm, Job job)
    {
        await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.NotTaken, attempt: 0, losses: 0);
        await farm.ExpectReadyAsync("it was never taken, and went back at once", job.Id);
        Expect.Empty("the active jobs", await farm.ActiveAsync());
        var told = Expect.Single("job.requeued", await farm.EventsAsync<JobRequeued>(job.Id));
        Expect.Equal("its cause, worker and attempt", (JobCause.NotTaken, "w1", 0), (told.Cause, told.WorkerId, told.Attempt));
    }
}
