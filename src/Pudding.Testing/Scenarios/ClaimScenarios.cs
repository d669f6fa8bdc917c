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

internal static class ClaimScenarios
{
    private const string Verified = "IJobStore.ClaimAsync: each claim is verified on its own and either holds completely or changes nothing.";

    private const string Ready = "IJobStore.ClaimAsync: the job is ready.";

    private const string Free = "IJobStore.ClaimAsync: the worker's cell is ready, with an offered free slot in this session.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("claims")
    {
        { A_claim_gives_the_job_to_the_worker, Verified },
        { Another_epoch_than_the_newest_claims_nothing, "IJobStore.ClaimAsync: the epoch is the baton's newest." },
        { A_job_that_is_unknown_active_or_over_is_not_claimed, Ready },
        { A_job_is_claimed_once_in_a_batch, Ready },
        { A_worker_that_has_offered_nothing_gets_nothing, Free },
        { A_worker_gets_no_more_than_it_offered, Free },
        { A_former_session_gets_nothing, Free },
        { A_worker_that_left_gets_nothing, Free },
        { A_worker_gets_jobs_of_its_queues_only, "IJobStore.ClaimAsync: the worker serves the job's queue." },
        { A_claim_that_is_refused_changes_nothing, Verified },
        { A_refusal_does_not_spoil_the_batch, Verified },
        { Results_come_in_the_order_of_the_claims, "IJobStore.ClaimAsync: a result for each claim, in order." },
        { Fencing_tokens_ascend, "LeaseKey.FencingToken: ascends with every claim in a store." },
        { A_job_that_came_back_gets_a_newer_token, "LeaseKey.FencingToken: ascends with every claim in a store." },
    };

    private static async Task A_claim_gives_the_job_to_the_worker(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 2, instance: "i1");
        var job = await farm.EnqueueAsync();
        var lease = await farm.ClaimAsync(job.Id, worker);

        var claimed = await farm.ExpectAsync(job.Id, JobState.Assigned, JobCause.None, attempt: 0);
        Expect.Equal("the worker and instance of the claimed job", ("w1", "i1"), (claimed.WorkerId, claimed.InstanceId));
        var active = Expect.Single("the active jobs", await farm.ActiveAsync());
        Expect.Equal(
            "the active job",
            (job.Id, job.Tenant, "linux", "w1", lease.FencingToken, false),
            (active.Id, active.Tenant, active.Queue, active.WorkerId, active.FencingToken, active.IsBorrowed));
        var cell = await farm.ReadWorkerAsync(worker);
        Expect.Equal("the jobs active on w1, and the slots that it offers still", (1, 1), (cell.Active, cell.Offered));
        var assigned = Expect.Single("job.assigned", await farm.EventsAsync<JobAssigned>(job.Id));
        Expect.Equal("its worker, instance, and whether it is borrowed", ("w1", "i1", false), (assigned.WorkerId, assigned.InstanceId, assigned.IsBorrowed));
    }

    private static async Task Another_epoch_than_the_newest_claims_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        var old = await farm.LoseBatonAsync();
        var before = await farm.SnapshotAsync();
        foreach (var epoch in new[] { old, farm.Epoch + 1, 0 })
        {
            var result = (await farm.TryClaimAsync(epoch, new Claim(job.Id, worker.Id, worker.Session)))[0];
            Expect.Equal($"a claim under epoch {epoch}, while the newest is {farm.Epoch}", ClaimStatus.StaleEpoch, result.Status);
        }

        await farm.ExpectUnchangedAsync(before, "claims under other epochs");
        await farm.ClaimAsync(job.Id, worker);
    }

    private static async Task A_job_that_is_unknown_active_or_over_is_not_claimed(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 5);
        var over = await farm.RunAsync(worker, JobOutcome.Succeeded);
        var cancelled = await farm.EnqueueAsync();
        await farm.CancelAsync(cancelled.Id);
        var assigned = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        var running = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);

        foreach (var (what, id) in new[] { ("unknown", farm.NewJobId()), ("over", over.Id), ("cancelled", cancelled.Id), ("assigned", assigned.JobId), ("running", running.JobId) })
            Expect.Equal($"a claim of a job that is {what}", ClaimStatus.JobNotReady, (await farm.TryClaimAsync(id, worker)).Status);
        Expect.Same("the tokens of the active jobs", [assigned.FencingToken, running.FencingToken], (await farm.ActiveAsync()).Select(static job => job.FencingToken).Order());
    }

    private static async Task A_job_is_claimed_once_in_a_batch(FarmDriver farm)
    {
        var one = await farm.WorkerAsync("w1", slots: 2);
        var two = await farm.WorkerAsync("w2");
        var job = await farm.EnqueueAsync();
        var results = await farm.TryClaimAsync(
            farm.Epoch, new Claim(job.Id, "w1", one.Session), new Claim(job.Id, "w2", two.Session), new Claim(job.Id, "w1", one.Session));
        Expect.Single("the claims that hold, of three of one job", results.Where(static result => result.Status == ClaimStatus.Claimed));
        Expect.Single("the active jobs", await farm.ActiveAsync());
        Expect.Single("job.assigned", await farm.EventsAsync<JobAssigned>(job.Id));
    }

    private static async Task A_worker_that_has_offered_nothing_gets_nothing(FarmDriver farm)
    {
        var job = await farm.EnqueueAsync();
        var worker = await farm.ConnectAsync("w1", slots: 4);
        await ExpectUnavailableAsync(farm, job, "that has sent no heartbeat", worker.Id, worker.Session);
        await worker.BeatAsync(free: 0);
        await ExpectUnavailableAsync(farm, job, "that offers no slot", worker.Id, worker.Session);
        await ExpectUnavailableAsync(farm, job, "that nobody knows", "nobody", worker.Session);
    }

    private static async Task A_worker_gets_no_more_than_it_offered(FarmDriver farm)
    {
        var worker = await farm.ConnectAsync("w1", slots: 4);
        await worker.BeatAsync(free: 2);
        var jobs = await farm.EnqueueManyAsync("a/x", 4);
        var results = await farm.TryClaimAsync(jobs, worker);
        var claimed = results.Count(static result => result.Status == ClaimStatus.Claimed);
        Expect.That(claimed is 1 or 2, "at most two of four claims hold: two slots are on offer", $"{claimed} hold");
        Expect.That(
            results.All(static result => result.Status is ClaimStatus.Claimed or ClaimStatus.WorkerUnavailable),
            "the others are refused as WorkerUnavailable",
            Words.List([.. results.Select(static result => result.Status)]));
        for (var i = claimed; i < 2; i++)
            await farm.ClaimAsync(jobs[results.TakeWhile(static result => result.Status == ClaimStatus.Claimed).Count() + i - claimed].Id, worker);
        var left = (await farm.HeadsAsync()).Jobs[0];
        Expect.Equal("a claim when both slots that were offered are taken", ClaimStatus.WorkerUnavailable, (await farm.TryClaimAsync(left.Id, worker)).Status);
        Expect.Equal("the slots on offer", 0, (await farm.ReadWorkerAsync(worker)).Offered);
    }

    private static async Task A_former_session_gets_nothing(FarmDriver farm)
    {
        var former = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        var worker = await farm.WorkerAsync();
        await ExpectUnavailableAsync(farm, job, "whose session is a former one", former.Id, former.Session);
        await farm.ClaimAsync(job.Id, worker);
    }

    private static async Task A_worker_that_left_gets_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        await worker.DisconnectAsync();
        await ExpectUnavailableAsync(farm, job, "that has left", worker.Id, worker.Session);
        await ExpectUnavailableAsync(farm, job, "that has left, for no session", worker.Id, 0);
    }

    private static async Task A_worker_gets_jobs_of_its_queues_only(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 3, queues: ["linux", "arm"]);
        var osx = await farm.EnqueueAsync(with: static job => job with { Queue = "osx" });
        var arm = await farm.EnqueueAsync(with: static job => job with { Queue = "arm" });
        await ExpectUnavailableAsync(farm, osx, "that does not serve its queue", worker.Id, worker.Session);
        await farm.ClaimAsync(arm.Id, worker);
    }

    private static async Task A_claim_that_is_refused_changes_nothing(FarmDriver farm)
    {
        await farm.PublishAsync(("a/full", new TenantPolicy { MaxConcurrent = 0 }));
        var worker = await farm.WorkerAsync(slots: 2);
        var full = await farm.EnqueueAsync("a/full");
        var job = await farm.EnqueueAsync("a/x");
        var before = await farm.SnapshotAsync();
        await farm.TryClaimAsync(farm.Epoch, new Claim(full.Id, "w1", worker.Session), new Claim(job.Id, "w1", worker.Session + 1), new Claim(job.Id, "nobody", 1));
        await farm.ExpectUnchangedAsync(before, "claims that were refused");
        await farm.ClaimAsync(job.Id, worker);
        await farm.ClaimAsync((await farm.EnqueueAsync("a/x")).Id, worker);
    }

    private static async Task A_refusal_does_not_spoil_the_batch(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var (x, y) = (await farm.EnqueueAsync("a/x"), await farm.EnqueueAsync("b/y"));
        var results = await farm.TryClaimAsync(
            farm.Epoch, new Claim(farm.NewJobId(), "w1", worker.Session), new Claim(x.Id, "w1", worker.Session), new Claim(x.Id, "nobody", 1), new Claim(y.Id, "w1", worker.Session));
        Expect.Equal("a claim of an unknown job", ClaimStatus.JobNotReady, results[0].Status);
        Expect.Equal("a claim that is right, after one that is wrong", ClaimStatus.Claimed, results[1].Status);
        Expect.That(results[3].Status is ClaimStatus.Claimed or ClaimStatus.WorkerUnavailable, "a claim that is right holds, or says what was in its way", results[3].Status.ToString());
        if (results[3].Status != ClaimStatus.Claimed)
            await farm.ClaimAsync(y.Id, worker);
    }

    private static async Task Results_come_in_the_order_of_the_claims(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 4);
        var jobs = await farm.EnqueueManyAsync("a/x", 4);
        var order = new[] { 2, 0, 3, 1 };
        var results = await farm.TryClaimAsync(order.Select(i => jobs[i]), worker);
        var active = (await farm.ActiveAsync()).ToDictionary(static job => job.Id, static job => job.FencingToken);
        for (var i = 0; i < order.Length; i++)
        {
            if (results[i].Status == ClaimStatus.Claimed)
                Expect.Equal($"the token of claim {i + 1}, of {farm.Say(jobs[order[i]].Id)}", active.GetValueOrDefault(jobs[order[i]].Id), results[i].FencingToken);
        }

        Expect.That(active.Count > 0, "claims of ready jobs for a worker with slots on offer hold", "none");
    }

    private static async Task Fencing_tokens_ascend(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 6);
        var tokens = new List<long>();
        foreach (var tenant in new[] { "a/x", "b/y", "a/x", "c" })
            tokens.Add((await farm.ClaimAsync((await farm.EnqueueAsync(tenant)).Id, worker)).FencingToken);
        Expect.Same("the tokens of claims, one after the other", tokens.Distinct().Order(), tokens);
        Expect.That(tokens[0] > 0, "a token above zero, which means 'never claimed'", $"{tokens[0]}");
    }

    private static async Task A_job_that_came_back_gets_a_newer_token(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var job = await farm.EnqueueAsync();
        var first = await farm.StartAsync(job.Id, worker);
        var between = await farm.StartAsync((await farm.EnqueueAsync("b/y")).Id, worker);
        await worker.FinishAsync(first, JobOutcome.Requeue(TimeSpan.Zero));
        var second = await farm.AssignAsync(job.Id, worker);
        Expect.That(second.FencingToken > between.FencingToken, $"a token above every one before, so above {between.FencingToken}", $"{second.FencingToken}");
    }

    private static async Task ExpectUnavailableAsync(FarmDriver farm, Job job, string worker, string id, long session)
    {
        var result = (await farm.TryClaimAsync(farm.Epoch, new Claim(job.Id, id, session)))[0];
        Expect.Equal($"a claim of {farm.Say(job.Id)}, which is ready, for a worker {worker}", ClaimStatus.WorkerUnavailable, result.Status);
        await farm.ExpectAsync(job.Id, JobState.Pending);
    }
}
