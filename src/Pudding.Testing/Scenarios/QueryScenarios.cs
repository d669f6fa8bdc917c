#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using System.Text;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Scenarios;

internal static class QueryScenarios
{
    private const string Finds = "IJobQueryStore.FindAsync, CountAsync: jobs that fit, in the order of their sequence; JobQuery.Matches is the meaning of each field.";

    private const string Resolves = "IJobQueryStore.ResolveAsync: notes what was done about jobs that failed or were cancelled. One that has a note already keeps it; jobs in other states are left alone.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("queries")
    {
        { Every_job_is_found_when_nothing_is_said, Finds },
        { Jobs_are_found_by_state, Finds },
        { Jobs_are_found_by_cause, Finds },
        { Jobs_are_found_by_a_part_of_their_reason, Finds },
        { Jobs_are_found_by_tenant, Finds },
        { Jobs_are_found_by_queue, Finds },
        { Jobs_are_found_by_group, Finds },
        { Jobs_are_found_by_worker, Finds },
        { Jobs_are_found_by_when_they_were_enqueued, Finds, StoreAbilities.PassTime },
        { Jobs_are_found_by_when_they_ended, Finds, StoreAbilities.PassTime },
        { Jobs_are_found_by_their_note, Finds },
        { All_that_is_said_must_fit, Finds },
        { Jobs_are_found_page_by_page, "IJobQueryStore.FindAsync: page by page, after the sequence of the last job of the page before." },
        { A_note_is_made_once_and_only_of_what_failed_or_was_cancelled, Resolves },
    };

    private static Task Every_job_is_found_when_nothing_is_said(FarmDriver farm) => ExpectFoundAsync(farm, static _ => [new JobQuery()]);

    private static Task Jobs_are_found_by_state(FarmDriver farm) => ExpectFoundAsync(farm, static _ =>
    [
        new JobQuery { States = [JobState.Pending] }, new JobQuery { States = [JobState.Running, JobState.Assigned] }, new JobQuery { States = [JobState.Failed, JobState.Cancelled] },
    ]);

    private static Task Jobs_are_found_by_cause(FarmDriver farm) => ExpectFoundAsync(farm, static _ =>
        [new JobQuery { Causes = [JobCause.HandlerFailed] }, new JobQuery { Causes = [JobCause.None, JobCause.CancelRequested] }]);

    private static Task Jobs_are_found_by_a_part_of_their_reason(FarmDriver farm) => ExpectFoundAsync(farm, static _ =>
        [new JobQuery { ReasonContains = "DISK is 100%_full" }, new JobQuery { ReasonContains = "%" }, new JobQuery { ReasonContains = "_" }, new JobQuery { ReasonContains = "not needed" }]);

    private static Task Jobs_are_found_by_tenant(FarmDriver farm) => ExpectFoundAsync(farm, static _ =>
        [new JobQuery { Tenant = TenantPath.Parse("a") }, new JobQuery { Tenant = TenantPath.Parse("a/x") }, new JobQuery { Tenant = TenantPath.Parse("ab") }]);

    private static Task Jobs_are_found_by_queue(FarmDriver farm) => ExpectFoundAsync(farm, static _ => [new JobQuery { Queue = "osx" }]);

    private static Task Jobs_are_found_by_group(FarmDriver farm) => ExpectFoundAsync(farm, static jobs => [new JobQuery { Group = jobs[0].GroupId }, new JobQuery { Group = jobs[^1].GroupId }]);

    private static Task Jobs_are_found_by_worker(FarmDriver farm) => ExpectFoundAsync(farm, static _ => [new JobQuery { WorkerId = "w1" }, new JobQuery { WorkerId = "w2" }]);

    private static Task Jobs_are_found_by_when_they_were_enqueued(FarmDriver farm) => ExpectFoundAsync(farm, static jobs =>
    [
        new JobQuery { EnqueuedFrom = jobs[^1].EnqueuedAt }, new JobQuery { EnqueuedBefore = jobs[^1].EnqueuedAt }, new JobQuery { EnqueuedFrom = jobs[1].EnqueuedAt, EnqueuedBefore = jobs[^1].EnqueuedAt },
    ]);

    private static Task Jobs_are_found_by_when_they_ended(FarmDriver farm) => ExpectFoundAsync(farm, static jobs =>
    [
        new JobQuery { FinishedFrom = jobs.Max(static job => job.FinishedAt) }, new JobQuery { FinishedBefore = jobs.Max(static job => job.FinishedAt) },
    ]);

    private static Task Jobs_are_found_by_their_note(FarmDriver farm) => ExpectFoundAsync(farm, static _ =>
        [new JobQuery { Resolution = JobResolution.None }, new JobQuery { Resolution = JobResolution.Discarded }]);

    private static Task All_that_is_said_must_fit(FarmDriver farm) => ExpectFoundAsync(farm, static _ =>
    [
        new JobQuery { States = [JobState.Failed], Tenant = TenantPath.Parse("a"), ReasonContains = "disk" },
        new JobQuery { States = [JobState.Pending], Queue = "osx" },
    ]);

    private static async Task Jobs_are_found_page_by_page(FarmDriver farm)
    {
        var jobs = await BeginAsync(farm);
        var query = new JobQuery { Queue = "linux" };
        var expected = jobs.Where(query.Matches).OrderBy(static job => job.Sequence).ToList();
        var pages = new List<Job>();
        while (await farm.Store.Queries.FindAsync(query, pages.Count == 0 ? 0 : pages[^1].Sequence, 2, farm.Stop) is { Count: > 0 } page)
        {
            Expect.That(page.Count <= 2, "a page of at most two jobs", $"{page.Count}");
            pages.AddRange(page);
            Expect.That(pages.Count <= expected.Count, $"{expected.Count} jobs in all", $"{pages.Count}");
        }

        Expect.Same("the jobs in pages of two", expected.Select(job => farm.Say(job.Id)), pages.Select(job => farm.Say(job.Id)));
    }

    private static async Task A_note_is_made_once_and_only_of_what_failed_or_was_cancelled(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 2);
        var failed = await farm.RunAsync(worker, JobOutcome.Failed("No."));
        var done = await farm.RunAsync(worker, JobOutcome.Succeeded);
        var cancelled = await farm.EnqueueAsync();
        await farm.CancelAsync(cancelled.Id);
        var waiting = await farm.EnqueueAsync();
        var running = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);

        JobId[] all = [failed.Id, done.Id, cancelled.Id, waiting.Id, running.JobId, farm.NewJobId()];
        Expect.SameSet("the jobs that were noted: the failed and the cancelled one", [failed.Id, cancelled.Id], await farm.Store.Queries.ResolveAsync(all, JobResolution.Discarded, farm.Stop));
        Expect.Empty("the jobs that were noted by another note", await farm.Store.Queries.ResolveAsync(all, JobResolution.Requeued, farm.Stop));
        Expect.Same(
            "the notes",
            [JobResolution.Discarded, JobResolution.None, JobResolution.Discarded, JobResolution.None, JobResolution.None],
            await Task.WhenAll(all.Take(5).Select(async id => (await farm.JobAsync(id)).Resolution)));
    }

    /// <summary>Runs queries over an estate of many kinds of jobs, and compares with what the jobs say themselves.</summary>
    private static async Task ExpectFoundAsync(FarmDriver farm, Func<IReadOnlyList<Job>, IReadOnlyList<JobQuery>> queries)
    {
        var jobs = await BeginAsync(farm);
        foreach (var query in queries(jobs))
        {
            var expected = jobs.Where(query.Matches).OrderBy(static job => job.Sequence).Select(job => farm.Say(job.Id)).ToList();
            Expect.Same($"the jobs that fit {Describe(query)}", expected, (await farm.Store.Queries.FindAsync(query, 0, 1000, farm.Stop)).Select(job => farm.Say(job.Id)));
            Expect.Equal($"how many jobs fit {Describe(query)}", expected.Count, await farm.Store.Queries.CountAsync(query, farm.Stop));
        }
    }

    private static string Describe(JobQuery query) => string.Join(", ", ((string?[])
    [
        query.States.Count > 0 ? $"states {string.Join(" or ", query.States)}" : null,
        query.Causes.Count > 0 ? $"causes {string.Join(" or ", query.Causes)}" : null,
        query.ReasonContains is { } reason ? $"reason contains '{reason}'" : null,
        query.Tenant is { } tenant ? $"tenant {tenant}" : null,
        query.Queue is { } queue ? $"queue {queue}" : null,
        query.Group is { } group ? $"group {group}" : null,
        query.WorkerId is { } worker ? $"worker {worker}" : null,
        query.EnqueuedFrom is { } from ? $"enqueued from {from:O}" : null,
        query.EnqueuedBefore is { } before ? $"enqueued before {before:O}" : null,
        query.FinishedFrom is { } finished ? $"over since {finished:O}" : null,
        query.FinishedBefore is { } until ? $"over before {until:O}" : null,
        query.Resolution is { } resolution ? $"note {resolution}" : null,
    ]).OfType<string>().DefaultIfEmpty("anything"));

    private static async Task<IReadOnlyList<Job>> BeginAsync(FarmDriver farm)
    {
        var time = farm.Harness.Abilities.HasFlag(StoreAbilities.PassTime);
        var (one, two) = (await farm.WorkerAsync("w1", slots: 3), await farm.WorkerAsync("w2", slots: 3));
        var ids = new List<JobId>();
        await AddAsync(farm.RunAsync(one, JobOutcome.Failed("The Disk is 100%_full."), "a/x"));
        await AddAsync(farm.RunAsync(two, JobOutcome.Failed("The disk is 100 % full."), "a/y"));
        await AddAsync(farm.RunAsync(one, JobOutcome.Succeeded, "ab"));
        if (time)
            await farm.AdvanceAsync(1);
        var group = farm.NewGroup(farm.NewJob("a/x") with { Queue = "osx" }, farm.NewJob("a/x"), farm.NewJob("b/y"));
        ids.AddRange((await farm.EnqueueAsync(group)).Jobs.Select(static job => job.Id));
        await farm.CancelAsync(group.Jobs[1].Id);
        await AddAsync(farm.EnqueueAsync("ab/x-y"));
        await farm.StartAsync(ids[^1], two);
        await AddAsync(farm.EnqueueAsync("a/y"));
        await farm.AssignAsync(ids[^1], two);
        if (time)
            await farm.AdvanceAsync(1);
        await AddAsync(farm.RunAsync(one, JobOutcome.Failed("Other."), "a/x"));
        await AddAsync(farm.EnqueueAsync("b/z", static job => job with { Queue = "osx" }));
        await farm.Store.Queries.ResolveAsync([ids[0]], JobResolution.Discarded, farm.Stop);
        return [.. await Task.WhenAll(ids.Select(farm.JobAsync))];

        async Task AddAsync(Task<Job> job) => ids.Add((await job).Id);
    }
}
