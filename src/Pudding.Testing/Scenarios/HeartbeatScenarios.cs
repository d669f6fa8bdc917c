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

internal static class HeartbeatScenarios
{
    private const string Renewal = "IWorkerStore.HeartbeatAsync: leases that are held and whose token is the job's newest are renewed for their full duration from now; "
        + "the first renewal acknowledges: the job is running and an attempt counts. The others are Lost.";

    private const string Inbox = "IWorkerStore.ReadInboxAsync: jobs that were claimed for it and that it has not acknowledged, and jobs that it is to stop. Reading renews no lease.";

    private const string Offer = "IWorkerStore.HeartbeatAsync: the worker's offer becomes FreeSlots less the jobs that were claimed for it and that it doesn't hold yet; never less than zero.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("heartbeats")
    {
        { The_first_heartbeat_that_holds_a_job_begins_its_attempt, Renewal },
        { Later_heartbeats_begin_nothing, Renewal },
        { An_assignment_says_all_that_the_worker_needs, Inbox },
        { An_assignment_is_delivered_until_it_is_acknowledged, Inbox },
        { Delivering_renews_no_lease, Inbox, StoreAbilities.PassTime },
        { A_held_lease_is_renewed_for_its_full_duration, Renewal, StoreAbilities.PassTime },
        { A_late_renewal_counts_until_the_job_was_taken_back, "DESIGN 4.5: what comes late with the newest token is accepted until the job is requeued.", StoreAbilities.PassTime },
        { A_lease_that_is_not_the_newest_is_lost, Renewal },
        { A_lease_of_another_worker_is_lost, Renewal },
        { The_offer_is_what_is_free_less_what_is_on_its_way, Offer },
        { An_offer_replaces_the_former_one, Offer },
        { Results_leases_and_offer_of_one_heartbeat_all_count, "IWorkerStore.HeartbeatAsync: takes in a whole heartbeat, atomically." },
        { A_lease_whose_result_came_is_not_renewed, "IWorkerStore.HeartbeatAsync: results end attempts before leases are renewed." },
        { Each_worker_gets_its_own, Inbox },
    };

    private static async Task The_first_heartbeat_that_holds_a_job_begins_its_attempt(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(instance: "i1");
        var job = await farm.EnqueueAsync();
        var lease = await farm.AssignAsync(job.Id, worker);
        Expect.Empty("job.started before the worker has said that it has the job", await farm.EventsAsync<JobStarted>(job.Id));
        await worker.AcknowledgeAsync(lease);

        var running = await farm.ExpectAsync(job.Id, JobState.Running, JobCause.None, attempt: 1);
        Expect.That(running.StartedAt is not null, "the time of its start", "none");
        var started = Expect.Single("job.started", await farm.EventsAsync<JobStarted>(job.Id));
        Expect.Equal("its worker, instance and attempt", ("w1", "i1", 1), (started.WorkerId, started.InstanceId, started.Attempt));
        Expect.Equal("its wait", running.StartedAt - running.EnqueuedAt, started.Waited);
    }

    private static async Task Later_heartbeats_begin_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        await farm.StartAsync(job.Id, worker);
        await worker.BeatAsync();
        await worker.BeatAsync();
        await farm.ExpectAsync(job.Id, JobState.Running, attempt: 1);
        Expect.Single("job.started", await farm.EventsAsync<JobStarted>(job.Id));
    }

    private static async Task An_assignment_says_all_that_the_worker_needs(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var payload = new JobPayload { Bytes = "{}"u8.ToArray(), ContentType = JobPayload.JsonContentType };
        var job = await farm.EnqueueAsync(with: given => given with { Name = "test", Secrets = ["token"], Payload = payload, MaxAttempts = 2, Timeout = farm.Units(77) });
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Failed("No."));
        var lease = await farm.AssignAsync(job.Id, worker);

        var assignment = Expect.Single("the assignments", (await worker.BeatAsync(free: 0)).Assignments);
        Expect.Equal("its lease", lease, assignment.Lease);
        Expect.Equal("its group, tenant and queue", (job.GroupId, job.Tenant, job.Queue), (assignment.GroupId, assignment.Tenant, assignment.Queue));
        Expect.Equal("its name", "test", assignment.Name);
        Expect.That(payload.Equals(assignment.Payload), "its payload is the job's", Words.Of(assignment.Payload));
        Expect.Same("the names of its secrets", ["token"], assignment.SecretNames);
        Expect.Equal("which attempt it will be", 2, assignment.Attempt);
        Expect.Equal("its time-out", farm.Units(77), assignment.Timeout);
        Expect.Equal("how long its lease holds from each renewal", farm.Lease, assignment.LeaseDuration);
    }

    private static async Task An_assignment_is_delivered_until_it_is_acknowledged(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        for (var i = 0; i < 3; i++)
            Expect.Same($"the assignments in answer {i + 1}", [lease], (await worker.BeatAsync()).Assignments.Select(static assignment => assignment.Lease));
        Expect.Same("the assignments in the inbox", [lease], (await worker.InboxAsync()).Assignments.Select(static assignment => assignment.Lease));

        Expect.Empty("the assignments in the answer to the acknowledgement", (await worker.AcknowledgeAsync(lease)).Assignments);
        Expect.Empty("the assignments in the inbox after it", (await worker.InboxAsync()).Assignments);
    }

    private static async Task Delivering_renews_no_lease(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.AdvanceAsync(4);
        var answer = Expect.Single("the assignments", (await worker.BeatAsync()).Assignments).LeaseRemaining;
        var inbox = Expect.Single("the assignments in the inbox", (await worker.InboxAsync()).Assignments).LeaseRemaining;
        foreach (var left in new[] { answer, inbox })
            Expect.That(left <= farm.Units(2) && left >= farm.Units(2) - farm.Harness.Slack, $"the lease holds for {farm.Units(2)} more: 4 of 6 units are over", left.ToString());

        await farm.AdvanceAsync(3);
        Expect.Same("what a sweep ends: the lease was never acknowledged", [lease.JobId], (await farm.SweepAsync()).Select(static swept => swept.Id));
    }

    private static async Task A_held_lease_is_renewed_for_its_full_duration(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        await farm.StartAsync(job.Id, worker);
        for (var i = 0; i < 3; i++)
        {
            await farm.AdvanceAsync(4);
            await worker.BeatAsync();
            Expect.Empty("what a sweep ends while the lease is renewed in time", await farm.SweepAsync());
        }

        await farm.AdvanceAsync(5);
        Expect.Empty("what a sweep ends 5 units after the newest renewal, for 6", await farm.SweepAsync());
        await farm.AdvanceAsync(2);
        Expect.Same("what a sweep ends 7 units after it", [job.Id], (await farm.SweepAsync()).Select(static swept => swept.Id));
    }

    private static async Task A_late_renewal_counts_until_the_job_was_taken_back(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        var lease = await farm.StartAsync(job.Id, worker);
        await farm.AdvanceAsync(8);
        Expect.Same("what is renewed late, before a sweep has ended it", [lease], (await worker.BeatAsync()).Renewed);
        Expect.Empty("what a sweep ends after that", await farm.SweepAsync());
        await farm.AdvanceAsync(8);
        await farm.SweepAsync();
        Expect.Same("what is lost when a sweep came first", [lease], (await worker.BeatAsync()).Lost);
        await farm.ExpectAsync(job.Id, JobState.Pending, JobCause.LeaseExpired);
    }

    private static async Task A_lease_that_is_not_the_newest_is_lost(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 4);
        var job = await farm.EnqueueAsync();
        var old = await farm.StartAsync(job.Id, worker);
        await worker.FinishAsync(old, JobOutcome.Requeue(TimeSpan.Zero));
        var pending = await worker.SendAsync(worker.Next() with { Held = [old] });
        Expect.Same("a lease of a job that waits again", [old], pending.Lost);

        var over = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await worker.FinishAsync(over, JobOutcome.Succeeded);
        var newest = await farm.AssignAsync(job.Id, worker);
        var ghost = new LeaseKey(farm.NewJobId(), newest.FencingToken);
        var future = newest with { FencingToken = newest.FencingToken + 1 };

        var reply = await worker.SendAsync(worker.Next() with { Held = [old, over, ghost, future, newest] });
        Expect.SameSet("the leases that are lost: an old one, one of a job that is over, of an unknown job, and with a token that was never given", new[] { old, over, ghost, future }.Select(farm.Say), reply.Lost.Select(farm.Say));
        Expect.Same("the leases that are renewed", [newest], reply.Renewed);
        await farm.ExpectAsync(over.JobId, JobState.Succeeded);
    }

    private static async Task A_lease_of_another_worker_is_lost(FarmDriver farm)
    {
        var owner = await farm.WorkerAsync("w1");
        var other = await farm.WorkerAsync("w2");
        var lease = await farm.AssignAsync((await farm.EnqueueAsync()).Id, owner);
        var reply = await other.SendAsync(other.Next() with { Held = [lease] });
        Expect.Same("the leases that w2 has lost: it quotes one of w1", [lease], reply.Lost);
        await farm.ExpectAsync(lease.JobId, JobState.Assigned);
        await other.SendAsync(other.Next() with { Results = [other.Result(lease, JobOutcome.Failed("Forged."))] });
        await farm.ExpectAsync(lease.JobId, JobState.Assigned);
        await owner.AcknowledgeAsync(lease);
    }

    private static async Task The_offer_is_what_is_free_less_what_is_on_its_way(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 8);
        await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        await worker.BeatAsync(free: 3); // as it sees it: it has not heard of the second job
        Expect.Equal("the offer of a worker with 3 free slots, for which one job is on its way", 2, (await farm.ReadWorkerAsync(worker)).Offered);
        await worker.BeatAsync(free: 0);
        Expect.Equal("the offer of a worker with no free slot, for which one job is on its way", 0, (await farm.ReadWorkerAsync(worker)).Offered);
    }

    private static async Task An_offer_replaces_the_former_one(FarmDriver farm)
    {
        var worker = await farm.ConnectAsync("w1", slots: 4);
        foreach (var free in new[] { 3, 1, 4, 0 })
        {
            await worker.BeatAsync(free);
            Expect.Equal($"the offer after a heartbeat with {free} free slots", free, (await farm.ReadWorkerAsync(worker)).Offered);
        }
    }

    private static async Task Results_leases_and_offer_of_one_heartbeat_all_count(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 3);
        var first = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var second = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        worker.Drop(first);
        worker.Hold(second);
        var reply = await worker.BeatAsync(free: 2, worker.Result(first, JobOutcome.Succeeded));
        Expect.Same("the results that are settled", [first], reply.Settled);
        Expect.Same("the leases that are renewed", [second], reply.Renewed);
        await farm.ExpectAsync(first.JobId, JobState.Succeeded);
        await farm.ExpectAsync(second.JobId, JobState.Running);
        Expect.Equal("the offer", 2, (await farm.ReadWorkerAsync(worker)).Offered);
    }

    private static async Task A_lease_whose_result_came_is_not_renewed(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var reply = await worker.BeatAsync(free: null, worker.Result(lease, JobOutcome.Requeue(TimeSpan.Zero)));
        Expect.Empty("the leases that are renewed", reply.Renewed);
        Expect.Same("the leases that are lost", [lease], reply.Lost);
        await farm.ExpectAsync(lease.JobId, JobState.Pending, JobCause.GivenBack);
    }

    private static async Task Each_worker_gets_its_own(FarmDriver farm)
    {
        var (one, two) = (await farm.WorkerAsync("w1"), await farm.WorkerAsync("w2"));
        var (first, second) = (await farm.AssignAsync((await farm.EnqueueAsync()).Id, one), await farm.AssignAsync((await farm.EnqueueAsync()).Id, two));
        await farm.CancelAsync(second.JobId);
        Expect.Same("the assignments of w1", [first], (await one.BeatAsync()).Assignments.Select(static assignment => assignment.Lease));
        Expect.Empty("what w1 is to stop", (await one.InboxAsync()).Cancel);
        Expect.Same("what w2 is to stop", [second], (await two.BeatAsync()).Cancel);
    }
}
