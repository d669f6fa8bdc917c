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

internal static class HeadScenarios
{
    private const string Heads = "IJobStore.ReadHeadsAsync: the first ready jobs of each tenant and queue: pending, not scheduled for later, not over their time in the queue, "
        + "by priority (high first), then sequence.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("heads")
    {
        { Ready_jobs_come_by_priority_then_sequence, Heads },
        { Each_tenant_gives_as_many_as_were_asked_for, Heads },
        { Only_the_places_that_were_asked_for_are_read, Heads },
        { Jobs_that_are_active_or_over_are_not_ready, Heads },
        { A_head_says_who_and_where_it_is, Heads },
        { A_job_waits_for_its_time, Heads, StoreAbilities.PassTime },
        { The_next_job_that_becomes_ready_is_told, "HeadPage.NextReadyIn: in how long the next job becomes ready by its NotBefore; none when there is none.", StoreAbilities.PassTime },
        { A_time_that_is_past_means_at_once, Heads, StoreAbilities.PassTime },
        { A_blocked_backlog_hides_nobody_else, "IJobStore: no call costs more, or shows less, because a tenant that is blocked has a large backlog." },
    };

    private static async Task Ready_jobs_come_by_priority_then_sequence(FarmDriver farm)
    {
        var low = await farm.EnqueueAsync(with: static job => job with { Priority = -1 });
        var first = await farm.EnqueueAsync();
        var high = await farm.EnqueueAsync(with: static job => job with { Priority = 7 });
        var second = await farm.EnqueueAsync();
        await farm.ExpectReadyAsync("high priority first, then the order of enqueueing", high.Id, first.Id, second.Id, low.Id);
    }

    private static async Task Each_tenant_gives_as_many_as_were_asked_for(FarmDriver farm)
    {
        var x = await farm.EnqueueManyAsync("a/x", 3);
        var y = await farm.EnqueueManyAsync("a/y", 3);
        var osx = await farm.EnqueueManyAsync("a/x", 3, static job => job with { Queue = "osx" });
        var heads = (await farm.HeadsAsync(limit: 2)).Jobs;
        Expect.SameSet(
            "the first two of each tenant in each queue",
            ((IEnumerable<Job>)[x[0], x[1], y[0], y[1], osx[0], osx[1]]).Select(job => farm.Say(job.Id)),
            heads.Select(job => farm.Say(job.Id)));
    }

    private static async Task Only_the_places_that_were_asked_for_are_read(FarmDriver farm)
    {
        await farm.EnqueueAsync("a/x");
        var y = await farm.EnqueueAsync("a/y");
        await farm.EnqueueAsync("a/y", static job => job with { Queue = "osx" });
        var heads = await farm.HeadsAsync(of: [new TenantQueue(y.Tenant, "linux"), new TenantQueue(TenantPath.Parse("nobody"), "linux")]);
        Expect.Same("the ready jobs of a/y in linux", [farm.Say(y.Id)], heads.Jobs.Select(job => farm.Say(job.Id)));
        Expect.Empty("the ready jobs of no place at all", (await farm.HeadsAsync(of: [])).Jobs);
    }

    private static async Task Jobs_that_are_active_or_over_are_not_ready(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 3);
        var jobs = await farm.EnqueueManyAsync("a/x", 4);
        await farm.StartAsync(jobs[0].Id, worker);
        await worker.FinishAsync(await farm.StartAsync(jobs[2].Id, worker), JobOutcome.Succeeded);
        await farm.AssignAsync(jobs[1].Id, worker);
        await farm.ExpectReadyAsync("the others run, are assigned, or are over", jobs[3].Id);
    }

    private static async Task A_head_says_who_and_where_it_is(FarmDriver farm)
    {
        var job = await farm.EnqueueAsync("a/x", static job => job with { Priority = 4, Queue = "osx" });
        var head = Expect.Single("the heads", (await farm.HeadsAsync()).Jobs);
        Expect.Equal("the head of the only job", new ReadyJob { Id = job.Id, Tenant = job.Tenant, Queue = "osx", Priority = 4, Sequence = job.Sequence }, head);
    }

    private static async Task A_job_waits_for_its_time(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var now = (await farm.EnqueueAsync("b/y")).EnqueuedAt;
        var later = await farm.EnqueueAsync(with: job => job with { NotBefore = now + farm.Units(4) });
        var other = await farm.EnqueueAsync();
        await farm.ExpectReadyAsync("the first one is scheduled for later", other.Id);
        Expect.Equal("a claim of a job before its time", ClaimStatus.JobNotReady, (await farm.TryClaimAsync(later.Id, worker)).Status);

        await farm.AdvanceAsync(2);
        await farm.ExpectReadyAsync("its time has not come", other.Id);
        await farm.AdvanceAsync(3);
        await farm.ExpectReadyAsync("its time has come, and its place is by its sequence", later.Id, other.Id);
        await farm.AssignAsync(later.Id, worker);
    }

    private static async Task The_next_job_that_becomes_ready_is_told(FarmDriver farm)
    {
        var now = (await farm.EnqueueAsync()).EnqueuedAt;
        Expect.Equal("the time until the next job becomes ready, when none waits for its time", null, (await farm.HeadsAsync()).NextReadyIn);
        await farm.EnqueueAsync(with: job => job with { NotBefore = now + farm.Units(9) });
        await farm.EnqueueAsync(with: job => job with { NotBefore = now + farm.Units(5) });
        await farm.AdvanceAsync(2);
        var next = (await farm.HeadsAsync()).NextReadyIn;
        Expect.That(
            next is { } left && left <= farm.Units(3) && left >= farm.Units(3) - farm.Harness.Slack, $"the next job becomes ready in {farm.Units(3)}", Words.Of(next));
    }

    private static async Task A_time_that_is_past_means_at_once(FarmDriver farm)
    {
        var now = (await farm.EnqueueAsync("b/y")).EnqueuedAt;
        await farm.AdvanceAsync(1);
        var past = await farm.EnqueueAsync(with: job => job with { NotBefore = now - farm.Units(100) });
        await farm.ExpectReadyAsync("its time is past", past.Id);
    }

    private static async Task A_blocked_backlog_hides_nobody_else(FarmDriver farm)
    {
        await farm.PublishAsync(("big", new TenantPolicy { MaxConcurrent = 0 }));
        await farm.EnqueueAsync(farm.NewGroup([.. Enumerable.Range(0, 2000).Select(_ => farm.NewJob("big/x") with { Priority = 9 })]));
        var small = await farm.EnqueueAsync("small/x");
        var heads = (await farm.HeadsAsync(limit: 2)).Jobs;
        Expect.That(heads.Any(head => head.Id == small.Id), "the one job of small/x is among the heads", Words.List([.. heads.Select(head => $"{farm.Say(head.Id)} of {head.Tenant}")]));
        Expect.Equal("the heads of big/x, of which two were asked for", 2, heads.Count(static head => head.Tenant.Value == "big/x"));
    }
}
