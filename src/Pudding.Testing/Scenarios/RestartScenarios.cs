#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Scenarios;

/// <summary>Jobs, workers, events and the baton, when a store is closed and opened again.</summary>
internal static class RestartScenarios
{
    private const string Durable = "IJobStore: what a call returns is durable before it completes.";

    private const string Baton = "IBatonStore.AcquireAsync: the epoch of its holder stays, and goes up by one for who takes it.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("restarts")
    {
        { What_was_written_is_there, Durable, StoreAbilities.Durable },
        { Jobs_and_groups_are_the_same, Durable, StoreAbilities.Durable },
        { Events_are_the_same, Durable, StoreAbilities.Durable },
        { A_running_job_goes_on, Durable, StoreAbilities.Durable },
        { Tokens_sessions_and_sequences_go_on, "LeaseKey.FencingToken, ConnectReply.Session, PuddingEvent.Sequence, Job.Sequence: ascending in the store.", StoreAbilities.Durable },
        { A_stale_heartbeat_and_a_repeated_result_are_known, "IWorkerStore.HeartbeatAsync: an overtaken heartbeat changes nothing, and the first result stands.", StoreAbilities.Durable },
        { What_is_active_counts_against_limits, "IJobStore.ClaimAsync: fewer jobs are active than the ceiling in force.", StoreAbilities.Durable },
        { Keys_of_groups_are_known, "NewJobGroup.IdempotencyKey, NewJobGroup.SupersedeKey: kept with the group.", StoreAbilities.Durable },
        { The_rule_of_leaves_is_known, "IJobStore.EnqueueAsync: refused for a tenant that would hold jobs and have tenants with jobs below it at once.", StoreAbilities.Durable },
        { The_former_holder_of_the_baton_goes_on, Baton, StoreAbilities.Durable },
        { Another_host_gets_the_baton_under_no_former_epoch, Baton, StoreAbilities.Durable },
        { An_epoch_that_was_old_stays_old, "IJobStore.ClaimAsync: the epoch is the baton's newest.", StoreAbilities.Durable },
        { The_baton_stays_with_its_holder, "IBatonStore.AcquireAsync: null while someone else holds it.", StoreAbilities.Durable | StoreAbilities.SharedByHosts },
    };

    private static async Task What_was_written_is_there(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 4, instance: "i1");
        await farm.RunAsync(worker, JobOutcome.Failed("No."));
        await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.CancelAsync((await farm.EnqueueAsync()).Id);
        await farm.Store.Checkpoints.SaveAsync("scheduler", new byte[] { 1, 2 }, farm.Epoch, farm.Stop);
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.Cordon);
        await farm.WorkerAsync("w2", slots: 2);
        await farm.MoveAsync(CellKey.Worker("w2"), CellMove.Cordon);
        var before = await farm.SnapshotAsync();
        await farm.OpenAsync();
        await farm.ExpectUnchangedAsync(before, "a restart");
        Expect.Same<byte>("the bytes of a checkpoint", [1, 2], (await farm.Store.Checkpoints.ReadAsync("scheduler", farm.Stop))?.Content.ToArray() ?? []);
    }

    private static async Task Jobs_and_groups_are_the_same(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 4, instance: "i1");
        var first = await farm.RunAsync(worker, JobOutcome.Failed("No."), with: static job => job with { Name = "größer, 🍮" });
        var rich = farm.NewJob() with
        {
            Payload = new JobPayload { Bytes = new byte[] { 0, 1, 254, 255 }, ContentType = "application/x-thing" },
            MaxAttempts = 4,
            Backoff = new RetryBackoff { First = TimeSpan.FromSeconds(3), Factor = 1.5, Max = TimeSpan.FromMinutes(2), Jitter = 0.25 },
            NotBefore = first.EnqueuedAt + TimeSpan.FromDays(2),
            MaxQueueTime = TimeSpan.FromHours(5),
            RerunOf = first.Id,
            Priority = -3,
            Secrets = ["deploy-key", "token"],
        };
        var groups = new List<JobGroupId> { first.GroupId };
        foreach (var name in (string?[])["build 42", null])
        {
            var group = farm.NewGroup(rich with { Id = farm.NewJobId() }, farm.NewJob()) with { Name = name, FailFast = true, SupersedeKey = "main", RerunOf = first.GroupId };
            groups.Add((await farm.EnqueueAsync(group)).Id);
        }

        await farm.StartAsync((await farm.GroupAsync(groups[^1])).Jobs[1].Id, worker);
        var before = await ReadAsync();
        await farm.ReopenAsync();
        Expect.Same("the groups and jobs after a restart", before, await ReadAsync());

        async Task<List<object>> ReadAsync()
        {
            var all = new List<object>();
            foreach (var id in groups)
            {
                var group = await farm.GroupAsync(id);
                all.Add(group with { Jobs = [] }); // lists are not equal by what is in them
                all.AddRange(group.Jobs.Select(static job => (job with { Secrets = [] }, string.Join('+', job.Secrets))).Cast<object>());
            }

            return all;
        }
    }

    private static async Task Events_are_the_same(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 4, queues: ["linux", "osx"], instance: "i1");
        await farm.RunAsync(worker, JobOutcome.Failed("No."), with: static job => job with { Name = "a name" });
        var again = await farm.StartAsync((await farm.EnqueueAsync(with: static job => job with { MaxAttempts = 2 })).Id, worker);
        await worker.FinishAsync(again, JobOutcome.Failed("Not yet."));
        await farm.CancelAsync((await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { Name = "a group" })).Jobs[0].Id);
        await farm.CancelAsync((await farm.StartAsync(again.JobId, worker)).JobId);
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 3, Weight = 1.5 }, farm.Units(50));
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.Cordon);
        await worker.DisconnectAsync();
        var before = await farm.EventsAsync();
        await farm.OpenAsync();
        var after = await farm.EventsAsync();
        Expect.Same("the events after a restart", before.Select(Plain), after.Select(Plain));
        Expect.Same(
            "the queues of workers in the events",
            before.OfType<WorkerConnected>().Select(static happened => string.Join('+', happened.Queues)),
            after.OfType<WorkerConnected>().Select(static happened => string.Join('+', happened.Queues)));

        static PuddingEvent Plain(PuddingEvent happened) => happened is WorkerConnected connected ? connected with { Queues = [] } : happened;
    }

    private static async Task A_running_job_goes_on(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 2);
        var running = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var assigned = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.ReopenAsync();
        Expect.Same("what waits for the worker", [assigned], (await worker.BeatAsync()).Assignments.Select(static assignment => assignment.Lease));
        await worker.AcknowledgeAsync(assigned);
        await worker.FinishAsync(running, JobOutcome.Succeeded);
        await farm.ExpectAsync(running.JobId, JobState.Succeeded, attempt: 1);
        await farm.ExpectAsync(assigned.JobId, JobState.Running, attempt: 1);
    }

    private static async Task Tokens_sessions_and_sequences_go_on(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 4);
        var first = await farm.EnqueueAsync();
        var lease = await farm.StartAsync(first.Id, worker);
        var latest = await farm.Store.Events.LatestAsync(farm.Stop);
        await farm.ReopenAsync();
        var other = await farm.WorkerAsync("w2", slots: 4);
        var second = await farm.EnqueueAsync();
        var newer = await farm.ClaimAsync(second.Id, other);
        Expect.That(other.Session > worker.Session, $"a session above {worker.Session}", $"{other.Session}");
        Expect.That(second.Sequence > first.Sequence, $"a job's sequence above {first.Sequence}", $"{second.Sequence}");
        Expect.That(newer.FencingToken > lease.FencingToken, $"a token above {lease.FencingToken}", $"{newer.FencingToken}");
        var now = await farm.Store.Events.LatestAsync(farm.Stop);
        Expect.That((await farm.EventsAsync(latest)).All(happened => happened.Sequence > latest) && now > latest, $"events above {latest}", $"{now}");
    }

    private static async Task A_stale_heartbeat_and_a_repeated_result_are_known(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 2);
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var late = worker.Next(free: 2);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        await farm.ReopenAsync();
        Expect.Equal("a heartbeat that a newer one has overtaken before a restart", HeartbeatStatus.Superseded, (await worker.SendAsync(late)).Status);
        await worker.FinishAsync(lease, JobOutcome.Failed("No."));
        await farm.ExpectAsync(lease.JobId, JobState.Succeeded);
        Expect.Single("job.finished", await farm.EventsAsync<JobFinished>(lease.JobId));
    }

    private static async Task What_is_active_counts_against_limits(FarmDriver farm)
    {
        await farm.PublishAsync(("a", new TenantPolicy { MaxConcurrent = 3 }), ("a/x", new TenantPolicy { MaxConcurrent = 2 }));
        var worker = await farm.WorkerAsync("w1", slots: 10);
        var leases = new List<LeaseKey>();
        foreach (var tenant in (string[])["a/x", "a/x", "a/y"])
            leases.Add(await farm.StartAsync((await farm.EnqueueAsync(tenant)).Id, worker));
        await farm.ReopenAsync();
        var (next, other) = (await farm.EnqueueAsync(), await farm.EnqueueAsync("a/y"));
        foreach (var job in (Job[])[next, other])
            Expect.Equal($"a claim of a job of {job.Tenant} while three of a are active, of three", ClaimStatus.LimitReached, (await farm.TryClaimAsync(job.Id, worker)).Status);
        await worker.FinishAsync(leases[2], JobOutcome.Succeeded);
        Expect.Equal("a claim of a job of a/x while two of it are active, of two", ClaimStatus.LimitReached, (await farm.TryClaimAsync(next.Id, worker)).Status);
        await farm.ClaimAsync(other.Id, worker);
    }

    private static async Task Keys_of_groups_are_known(FarmDriver farm)
    {
        var keyed = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "f" });
        var old = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { SupersedeKey = "main" });
        await farm.ReopenAsync();
        var repeat = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "f" });
        Expect.Equal("a repeat of an enqueue", (EnqueueStatus.AlreadyEnqueued, keyed.Id), (repeat.Status, repeat.Group?.Id));
        var other = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "g" });
        Expect.Equal("another enqueue under its key", EnqueueStatus.KeyInUse, other.Status);
        var newer = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob()) with { SupersedeKey = "main" });
        Expect.Same("the groups that a newer one with the same key supersedes", [old.Id], newer.Superseded);
        await farm.ExpectAsync(old.Jobs[0].Id, JobState.Cancelled, JobCause.Superseded);
    }

    private static async Task The_rule_of_leaves_is_known(FarmDriver farm)
    {
        await farm.EnqueueAsync("a/x");
        await farm.ReopenAsync();
        foreach (var tenant in (string[])["a", "a/x/deep"])
            Expect.Equal($"a job of {tenant}, while a/x has one", EnqueueStatus.TenantNotLeaf, (await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob(tenant)))).Status);
    }

    private static async Task The_former_holder_of_the_baton_goes_on(FarmDriver farm)
    {
        var old = await farm.LoseBatonAsync();
        var former = farm.Epoch;
        await farm.ReopenAsync();
        Expect.That(farm.Epoch >= former, $"who held the baton gets it under epoch {former} or a higher one", $"{farm.Epoch}");
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        await farm.ClaimAsync((await farm.EnqueueAsync()).Id, await farm.WorkerAsync());
        foreach (var epoch in new[] { old, former, farm.Epoch + 1 }.Where(epoch => epoch != farm.Epoch))
            Expect.Equal($"publishing under epoch {epoch}, while the newest is {farm.Epoch}", false, await farm.TryPublishAsync(TenantPolicies.Default, epoch));
    }

    /// <summary>A store that only one host may open knows that the former one is gone, and may give its baton away at once.</summary>
    private static async Task Another_host_gets_the_baton_under_no_former_epoch(FarmDriver farm)
    {
        var former = farm.Epoch;
        await farm.OpenAsync();
        var epoch = await farm.Store.Baton.AcquireAsync("other", farm.Units(1000), farm.Stop);
        farm.Note($"'other' tries for the baton: {Words.Of(epoch)}");
        Expect.That(epoch is null || epoch > former, $"no baton for another host, or one with an epoch above {former}", Words.Of(epoch));
        if (epoch is not null)
            Expect.Equal("the baton for its former holder after that", null, await farm.Store.Baton.AcquireAsync(FarmDriver.Host, farm.Units(1), farm.Stop));
        Expect.Equal("whether publishing under the former epoch is done: only if nobody else has the baton", epoch is null, await farm.TryPublishAsync(TenantPolicies.Default, former));
    }

    private static async Task An_epoch_that_was_old_stays_old(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        var old = await farm.LoseBatonAsync();
        for (var restart = 1; restart <= 2; restart++)
        {
            await farm.OpenAsync();
            var claim = (await farm.TryClaimAsync(old, new Claim(job.Id, worker.Id, worker.Session)))[0];
            Expect.Equal($"a claim under an epoch that was old before restart {restart}", ClaimStatus.StaleEpoch, claim.Status);
            Expect.Equal("publishing under it", false, await farm.TryPublishAsync(TenantPolicies.Default, old));
        }
    }

    private static async Task The_baton_stays_with_its_holder(FarmDriver farm)
    {
        await farm.OpenAsync();
        Expect.Equal("the baton for another host", null, await farm.Store.Baton.AcquireAsync("other", farm.Units(1), farm.Stop));
        Expect.Equal("the epoch for its holder", farm.Epoch, await farm.Store.Baton.AcquireAsync(FarmDriver.Host, farm.Units(1000), farm.Stop));
    }
}
