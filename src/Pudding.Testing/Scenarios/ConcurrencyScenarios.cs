#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;
using static Pudding.Testing.Driving.AtOnce;

namespace Pudding.Testing.Scenarios;

/// <summary>Many callers at once, on threads of their own. What they did is judged by the order of events afterwards.</summary>
internal static class ConcurrencyScenarios
{
    private const string Atomic = "IJobStore: thread-safe; each call is atomic.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("concurrency")
    {
        { Claims_at_once_stay_below_every_limit, "IJobStore.ClaimAsync: no race can exceed a ceiling in force." },
        { A_job_is_claimed_once_by_many, "IJobStore.ClaimAsync: no race can hand a job out twice." },
        { One_key_makes_one_group, "IJobStore.EnqueueAsync: the same idempotency key with the same fingerprint returns what is there." },
        { A_result_that_comes_many_times_counts_once, "JobFinished: written exactly once for each job." },
        { A_lease_that_is_over_is_ended_by_one_sweep, "IJobStore.SweepAsync: ends each thing exactly once.", StoreAbilities.PassTime },
        { A_worker_that_is_retired_has_no_job, "CellMove.Retire: from draining to retired, if nothing is active." },
        { No_event_appears_before_one_that_was_visible, "IEventStore.ReadAsync: an event that is once visible has none appear before it later." },
        { Everything_at_once_leaves_the_farm_in_order, Atomic },
    };

    private static async Task Claims_at_once_stay_below_every_limit(FarmDriver farm)
    {
        await farm.PublishAsync(("a", new TenantPolicy { MaxConcurrent = 5 }), ("a/x", new TenantPolicy { MaxConcurrent = 2 }), ("a/y", new TenantPolicy { MaxConcurrent = 4 }), ("b/z", new TenantPolicy { MaxConcurrent = 1 }));
        var audit = new EventAudit(farm)
        {
            Slots = 4,
            Ceiling = static node => node.Value switch { "a" => 5, "a/x" => 2, "a/y" => 4, "b/z" => 1, _ => int.MaxValue },
        };
        var jobs = new List<Job>();
        foreach (var tenant in new[] { "a/x", "a/y", "b/z" })
            jobs.AddRange((await farm.EnqueueAsync(farm.NewGroup([.. Enumerable.Range(0, 40).Select(_ => farm.NewJob(tenant))]))).Jobs);
        await CallAsync(farm, async (caller, random) =>
        {
            var worker = await farm.WorkerAsync($"w{caller}", slots: 4);
            for (var round = 0; round < 12; round++)
            {
                await worker.BeatAsync(free: 4);
                var batch = Enumerable.Range(0, 5).Select(_ => jobs[random.Next(jobs.Count)].Id).ToList();
                var results = await farm.TryClaimAsync(farm.Epoch, [.. batch.Select(job => new Claim(job, worker.Id, worker.Session))]);
                var ended = batch.Zip(results).Where(static claim => claim.Second.Status == ClaimStatus.Claimed)
                    .Select(claim => worker.Result(new LeaseKey(claim.First, claim.Second.FencingToken), JobOutcome.Succeeded));
                await worker.BeatAsync(free: null, [.. ended.Where(_ => random.Next(4) > 0)]);
            }
        });
        audit.Add(await farm.EventsAsync());
        await audit.CompareAsync();
        Expect.That(jobs.Any(job => audit.IsOver(job.Id)), "claims of ready jobs for workers with free slots hold now and then", "none did");
    }

    private static async Task A_job_is_claimed_once_by_many(FarmDriver farm)
    {
        await farm.TryPublishAsync(new TenantPolicies(defaultLimit: 1000), farm.Epoch);
        var workers = new List<DrivenWorker>();
        for (var i = 0; i < Callers; i++)
            workers.Add(await farm.WorkerAsync($"w{i}", slots: 100));
        for (var round = 0; round < 20; round++)
        {
            var job = await farm.EnqueueAsync();
            var held = 0;
            await CallAsync(farm, async (caller, _) =>
            {
                if ((await farm.TryClaimAsync(job.Id, workers[caller])).Status == ClaimStatus.Claimed)
                    Interlocked.Increment(ref held);
            });
            Expect.Equal($"how many of {Callers} claims of {farm.Say(job.Id)} hold, made at once", 1, held);
        }

        await AuditAsync(farm);
    }

    private static async Task One_key_makes_one_group(FarmDriver farm)
    {
        for (var round = 0; round < 20; round++)
        {
            var key = $"delivery {round}";
            var made = 0;
            var groups = new JobGroupId?[Callers];
            await CallAsync(farm, async (caller, _) =>
            {
                var result = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob()) with { IdempotencyKey = key, Fingerprint = "f" });
                groups[caller] = result.Group?.Id;
                if (result.Status == EnqueueStatus.Enqueued)
                    Interlocked.Increment(ref made);
            });
            Expect.Equal($"how many of {Callers} enqueues under one key have made a group, at once", 1, made);
            Expect.Single("the groups that they return", groups.Distinct());
        }

        Expect.Equal("the jobs", 20L, await farm.Store.Queries.CountAsync(new JobQuery(), farm.Stop));
    }

    private static async Task A_result_that_comes_many_times_counts_once(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 2);
        for (var round = 0; round < 20; round++)
        {
            var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
            worker.Drop(lease);
            var heartbeats = Enumerable.Range(0, Callers)
                .Select(i => worker.Next(free: 2, worker.Result(lease, i % 2 == 0 ? JobOutcome.Succeeded : JobOutcome.Failed("No.")))).ToList();
            await CallAsync(farm, async (caller, _) => await worker.SendAsync(heartbeats[caller]));
            Expect.Single($"job.finished of {farm.Say(lease.JobId)}", await farm.EventsAsync<JobFinished>(lease.JobId));
        }

        await AuditAsync(farm);
    }

    private static async Task A_lease_that_is_over_is_ended_by_one_sweep(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 20);
        await farm.TryPublishAsync(new TenantPolicies(defaultLimit: 1000), farm.Epoch);
        foreach (var job in await farm.EnqueueManyAsync("a/x", 20))
            await farm.StartAsync(job.Id, worker);
        await farm.AdvanceAsync(7);
        var swept = 0;
        await CallAsync(farm, async (_, _) => Interlocked.Add(ref swept, (await farm.SweepAsync()).Count));
        Expect.Equal("how many jobs the sweeps have taken back in all, of 20 whose lease is over", 20, swept);
        foreach (var job in await farm.Store.Queries.FindAsync(new JobQuery(), 0, 100, farm.Stop))
            await farm.ExpectAsync(job.Id, JobState.Pending, losses: 1);
        await AuditAsync(farm);
    }

    private static async Task A_worker_that_is_retired_has_no_job(FarmDriver farm)
    {
        await farm.TryPublishAsync(new TenantPolicies(defaultLimit: 1000), farm.Epoch);
        for (var round = 0; round < 30; round++)
        {
            var key = round % 2 == 0 ? CellKey.Worker($"w{round}") : CellKey.Instance($"i{round}");
            var worker = await farm.WorkerAsync($"w{round}", instance: $"i{round}");
            var job = await farm.EnqueueAsync();
            var claimed = false;
            var retired = false;
            await CallAsync(
                farm,
                async (caller, _) =>
                {
                    if (caller == 0)
                    {
                        claimed = (await farm.TryClaimAsync(job.Id, worker)).Status == ClaimStatus.Claimed;
                        return;
                    }

                    await farm.TryMoveAsync(key, CellMove.Cordon);
                    retired = (await farm.TryMoveAsync(key, CellMove.Retire)).Status == CellStatus.Done;
                },
                callers: 2);
            Expect.That(!(claimed && retired), $"{key} is retired, or {farm.Say(job.Id)} is claimed for it: not both", "both");
            Expect.That(claimed || retired, $"{key} is retired, or {farm.Say(job.Id)} is claimed for it: one of them", "neither");
        }
    }

    private static async Task No_event_appears_before_one_that_was_visible(FarmDriver farm)
    {
        var seen = new List<long>();
        var writers = Callers - 1;
        await CallAsync(farm, async (caller, _) =>
        {
            if (caller > 0)
            {
                for (var i = 0; i < 20; i++)
                    await farm.EnqueueAsync(farm.NewGroup(farm.NewJob($"a/x{caller}"), farm.NewJob($"a/x{caller}")));
                Interlocked.Decrement(ref writers);
                return;
            }

            for (var last = false; ;)
            {
                // Whether the writers are done is asked before the read, so that the read that follows sees all of it.
                var done = Volatile.Read(ref writers) == 0;
                var page = await farm.Store.Events.ReadAsync(seen.Count == 0 ? 0 : seen[^1], 10, farm.Stop);
                seen.AddRange(page.Events.Select(static happened => happened.Sequence));
                if (last && page.Events.Count == 0)
                    return;
                last = done;
                if (page.Events.Count == 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, farm.Stop);
            }
        });
        Expect.Same("the events that a reader has followed while they were written: all of them", (await farm.EventsAsync()).Select(static happened => happened.Sequence), seen);
    }

    private static async Task Everything_at_once_leaves_the_farm_in_order(FarmDriver farm)
    {
        await farm.PublishAsync(("a", new TenantPolicy { MaxConcurrent = 6 }), ("a/x", new TenantPolicy { MaxConcurrent = 3 }));
        await CallAsync(farm, async (caller, random) =>
        {
            var worker = await farm.WorkerAsync($"w{caller}", slots: 3);
            for (var round = 0; round < 25; round++)
            {
                switch (random.Next(8))
                {
                    case 0 or 1:
                        await farm.EnqueueAsync(farm.NewGroup([.. Enumerable.Range(0, 3).Select(i => farm.NewJob(i == 0 ? "a/x" : "a/y") with { MaxAttempts = 2 })]) with { FailFast = random.Next(2) == 0 });
                        break;
                    case 2 when (await farm.HeadsAsync(3)).Jobs is { Count: > 0 } heads:
                        await farm.CancelAsync(heads[random.Next(heads.Count)].Id);
                        break;
                    case 3 when (await farm.ActiveAsync()) is { Count: > 0 } active:
                        await farm.CancelAsync(active[random.Next(active.Count)].Id);
                        break;
                    case 4 when random.Next(4) == 0:
                        await worker.DisconnectAsync();
                        worker = await farm.WorkerAsync($"w{caller}", slots: 3);
                        break;
                    default:
                        await WorkAsync(farm, worker, random);
                        break;
                }
            }
        });
        var audit = new EventAudit(farm) { Slots = 3, Ceiling = static node => node.Value switch { "a" => 6, "a/x" => 3, _ => 5 } };
        audit.Add(await farm.EventsAsync());
        await audit.CompareAsync();
    }

    /// <summary>Claims what is ready, takes what waits, and ends some of what runs.</summary>
    private static async Task WorkAsync(FarmDriver farm, DrivenWorker worker, Random random)
    {
        await farm.TryClaimAsync(farm.Epoch, [.. (await farm.HeadsAsync(4)).Jobs.Select(job => new Claim(job.Id, worker.Id, worker.Session))]);
        foreach (var assignment in (await worker.InboxAsync()).Assignments)
            worker.Hold(assignment.Lease);
        var ended = worker.Held.Where(_ => random.Next(2) == 0).ToList();
        foreach (var lease in ended)
            worker.Drop(lease);
        var reply = await worker.BeatAsync(free: null, [.. ended.Select(lease => worker.Result(lease, Outcome(random)))]);
        foreach (var lease in reply.Lost)
            worker.Drop(lease);
    }

    private static JobOutcome Outcome(Random random) => random.Next(4) switch
    {
        0 => JobOutcome.Failed("No."),
        1 => JobOutcome.Requeue(TimeSpan.Zero),
        _ => JobOutcome.Succeeded,
    };

    private static async Task AuditAsync(FarmDriver farm)
    {
        var audit = new EventAudit(farm);
        audit.Add(await farm.EventsAsync());
        await audit.CompareAsync();
    }
}
