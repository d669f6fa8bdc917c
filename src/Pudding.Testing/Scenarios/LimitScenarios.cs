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

internal static class LimitScenarios
{
    private const string Ceilings = "IJobStore.ClaimAsync: at every node of the tenant's path fewer jobs are active than the ceiling in force, and nothing is paused.";

    private const string Borrowing = "ClaimResult.IsBorrowed: some node of the path was at or above its limit, and borrows.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("limits")
    {
        { A_project_stays_below_its_limit_across_batches, Ceilings },
        { A_project_stays_below_its_limit_within_a_batch, Ceilings },
        { An_organisation_stays_below_its_limit_across_batches, Ceilings },
        { An_organisation_stays_below_its_limit_within_a_batch, Ceilings },
        { The_middle_of_three_levels_has_a_limit_too, Ceilings },
        { A_limit_counts_over_all_queues, "TenantPolicy.MaxConcurrent: at and below this node, over all queues." },
        { The_default_limit_holds_for_projects_only, "TenantPolicies.DefaultLimit: the limit of a tenant that holds jobs and has none of its own." },
        { Zero_stops_a_tenant, "TenantPolicy.MaxConcurrent: zero stops it." },
        { What_is_paused_starts_nothing, "TenantPolicy.Paused: nothing at or below this node starts. What runs goes on." },
        { Lowering_a_limit_stops_new_starts_only, "DESIGN 4.3: lowering a limit stops new claims only." },
        { Raising_a_limit_lets_more_start, Ceilings },
        { What_is_borrowed_is_flagged, Borrowing },
        { Borrowing_ends_at_its_ceiling, "TenantPolicy.BorrowCeiling: the most jobs that may be active at once." },
        { Who_borrows_stays_below_the_limits_above, "TenantPolicy.BorrowIdle: the limits above it still hold." },
        { A_job_that_goes_back_or_ends_frees_its_slot_at_every_node, Ceilings, StoreAbilities.PassTime },
    };

    private static Task A_project_stays_below_its_limit_across_batches(FarmDriver farm) => ExpectLimitAsync(farm, "a/x", ["a/x"], batches: true);

    private static Task A_project_stays_below_its_limit_within_a_batch(FarmDriver farm) => ExpectLimitAsync(farm, "a/x", ["a/x"], batches: false);

    private static Task An_organisation_stays_below_its_limit_across_batches(FarmDriver farm) => ExpectLimitAsync(farm, "a", ["a/x", "a/y", "a/z"], batches: true);

    private static Task An_organisation_stays_below_its_limit_within_a_batch(FarmDriver farm) => ExpectLimitAsync(farm, "a", ["a/x", "a/y", "a/z"], batches: false);

    private static Task The_middle_of_three_levels_has_a_limit_too(FarmDriver farm) => ExpectLimitAsync(farm, "a/x", ["a/x/one", "a/x/two"], batches: false);

    /// <summary>Six claims under a limit of three.</summary>
    private static async Task ExpectLimitAsync(FarmDriver farm, string node, string[] tenants, bool batches)
    {
        await farm.PublishAsync((node, new TenantPolicy { MaxConcurrent = 3 }));
        var worker = await farm.WorkerAsync(slots: 8);
        var jobs = new List<Job>();
        for (var i = 0; i < 6; i++)
            jobs.Add(await farm.EnqueueAsync(tenants[i % tenants.Length]));

        var results = batches ? [] : await farm.TryClaimAsync(jobs, worker);
        Expect.That(results.Count(static result => result.Status == ClaimStatus.Claimed) <= 3, $"at most three claims hold: '{node}' has a limit of 3", $"{results.Count(static result => result.Status == ClaimStatus.Claimed)} hold");
        foreach (var job in jobs)
        {
            if ((await farm.JobAsync(job.Id)).State != JobState.Pending)
                continue;
            var active = (await farm.ActiveAsync()).Count;
            var result = await farm.TryClaimAsync(job.Id, worker);
            if (active < 3)
            {
                Expect.Equal($"a claim while {active} jobs of '{node}' are active, whose limit is 3", ClaimStatus.Claimed, result.Status);
                Expect.Equal("whether it is borrowed", false, result.IsBorrowed);
            }
            else
            {
                Expect.Equal($"a claim while {active} jobs of '{node}' are active, whose limit is 3", ClaimStatus.LimitReached, result.Status);
                Expect.Equal("the node that is full", node, result.LimitedBy.Value);
            }
        }

        Expect.Equal("the active jobs", 3, (await farm.ActiveAsync()).Count);
        var other = await farm.EnqueueAsync("other/x");
        await farm.ClaimAsync(other.Id, worker);
    }

    private static async Task A_limit_counts_over_all_queues(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        var worker = await farm.WorkerAsync(slots: 4, queues: ["linux", "osx"]);
        await farm.ClaimAsync((await farm.EnqueueAsync()).Id, worker);
        await ExpectFullAsync(farm, (await farm.EnqueueAsync(with: static job => job with { Queue = "osx" })).Id, worker, "a/x", "its tenant is at its limit in another queue");
    }

    private static async Task The_default_limit_holds_for_projects_only(FarmDriver farm)
    {
        await farm.TryPublishAsync(new TenantPolicies(defaultLimit: 2), farm.Epoch);
        var worker = await farm.WorkerAsync(slots: 10);
        foreach (var tenant in new[] { "a/x", "a/y", "b" })
        {
            foreach (var job in await farm.EnqueueManyAsync(tenant, 2))
                await farm.ClaimAsync(job.Id, worker);
            await ExpectFullAsync(farm, (await farm.EnqueueAsync(tenant)).Id, worker, tenant, "two of its tenant are active, and the default limit is 2");
        }
    }

    private static async Task Zero_stops_a_tenant(FarmDriver farm)
    {
        await farm.PublishAsync(("a", new TenantPolicy { MaxConcurrent = 0 }));
        var worker = await farm.WorkerAsync(slots: 2);
        await ExpectFullAsync(farm, (await farm.EnqueueAsync()).Id, worker, "a", "the limit of its organisation is 0");
    }

    private static async Task What_is_paused_starts_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 4);
        var running = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var job = await farm.EnqueueAsync();
        foreach (var node in new[] { "a/x", "a" })
        {
            await farm.PublishAsync((node, new TenantPolicy { Paused = true }));
            await ExpectFullAsync(farm, job.Id, worker, node, $"'{node}' is paused");
        }

        await worker.FinishAsync(running, JobOutcome.Succeeded);
        await farm.ExpectAsync(running.JobId, JobState.Succeeded);
        await farm.PublishAsync();
        await farm.ClaimAsync(job.Id, worker);
    }

    private static async Task Lowering_a_limit_stops_new_starts_only(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 4);
        var leases = new List<LeaseKey>();
        foreach (var job in await farm.EnqueueManyAsync("a/x", 2))
            leases.Add(await farm.StartAsync(job.Id, worker));
        var waiting = await farm.EnqueueAsync();

        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        Expect.Equal("the leases that are renewed after the limit was lowered", 2, (await worker.BeatAsync()).Renewed.Count);
        await worker.FinishAsync(leases[0], JobOutcome.Succeeded);
        await ExpectFullAsync(farm, waiting.Id, worker, "a/x", "one of two is active still, and the limit is 1 by now");
        await worker.FinishAsync(leases[1], JobOutcome.Succeeded);
        await farm.ClaimAsync(waiting.Id, worker);
    }

    private static async Task Raising_a_limit_lets_more_start(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        var worker = await farm.WorkerAsync(slots: 4);
        var jobs = await farm.EnqueueManyAsync("a/x", 2);
        await farm.ClaimAsync(jobs[0].Id, worker);
        await ExpectFullAsync(farm, jobs[1].Id, worker, "a/x", "the limit is 1");
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 2 }));
        await farm.ClaimAsync(jobs[1].Id, worker);
    }

    private static async Task What_is_borrowed_is_flagged(FarmDriver farm)
    {
        await farm.PublishAsync(("a", new TenantPolicy { MaxConcurrent = 1, BorrowIdle = true }));
        var worker = await farm.WorkerAsync(slots: 4);
        var own = await farm.EnqueueAsync("a/x");
        var borrowed = await farm.EnqueueAsync("a/y");
        foreach (var (job, expected) in new[] { (own, false), (borrowed, true) })
        {
            var result = await farm.TryClaimAsync(job.Id, worker);
            Expect.Equal($"a claim of {farm.Say(job.Id)}, whose organisation has a limit of 1 and borrows", (ClaimStatus.Claimed, expected), (result.Status, result.IsBorrowed));
            Expect.Equal($"whether {farm.Say(job.Id)} is borrowed, as the job says", expected, (await farm.JobAsync(job.Id)).IsBorrowed);
            Expect.Equal("the same, as the active job says", expected, (await farm.ActiveAsync()).Single(active => active.Id == job.Id).IsBorrowed);
            Expect.Equal("the same, as job.assigned says", expected, Expect.Single("job.assigned", await farm.EventsAsync<JobAssigned>(job.Id)).IsBorrowed);
        }
    }

    private static async Task Borrowing_ends_at_its_ceiling(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1, BorrowIdle = true, BorrowCeiling = 3 }));
        var worker = await farm.WorkerAsync(slots: 6);
        foreach (var job in await farm.EnqueueManyAsync("a/x", 3))
            await farm.ClaimAsync(job.Id, worker);
        await ExpectFullAsync(farm, (await farm.EnqueueAsync()).Id, worker, "a/x", "three are active, and it borrows up to 3");
    }

    private static async Task Who_borrows_stays_below_the_limits_above(FarmDriver farm)
    {
        await farm.PublishAsync(("a", new TenantPolicy { MaxConcurrent = 2 }), ("a/x", new TenantPolicy { MaxConcurrent = 1, BorrowIdle = true }));
        var worker = await farm.WorkerAsync(slots: 6);
        foreach (var job in await farm.EnqueueManyAsync("a/x", 2))
            await farm.ClaimAsync(job.Id, worker);
        await ExpectFullAsync(farm, (await farm.EnqueueAsync()).Id, worker, "a", "two are active, and its organisation has a limit of 2");
    }

    private static async Task A_job_that_goes_back_or_ends_frees_its_slot_at_every_node(FarmDriver farm)
    {
        await farm.PublishAsync(("a", new TenantPolicy { MaxConcurrent = 1 }), ("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        var worker = await farm.WorkerAsync(slots: 4);
        var job = await farm.EnqueueAsync();

        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Requeue(TimeSpan.Zero));
        await farm.AssignAsync(job.Id, worker);
        await farm.AdvanceAsync(7);
        await farm.SweepAsync(); // lost
        await farm.AssignAsync(job.Id, worker);
        worker = await farm.WorkerAsync(slots: 4); // given back
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Succeeded);

        var next = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await ExpectFullAsync(farm, (await farm.EnqueueAsync("a/y")).Id, worker, "a", "one is active, and its organisation has a limit of 1");
        await worker.FinishAsync(next, JobOutcome.Cancelled);
        Expect.Empty("the active jobs", await farm.ActiveAsync());
    }

    private static async Task ExpectFullAsync(FarmDriver farm, JobId job, DrivenWorker worker, string node, string why)
    {
        var result = await farm.TryClaimAsync(job, worker);
        Expect.Equal($"a claim of {farm.Say(job)} ({why})", ClaimStatus.LimitReached, result.Status);
        Expect.Equal("the node that lets nothing start", node, result.LimitedBy.Value);
    }
}
