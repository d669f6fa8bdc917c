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

internal static class FeedScenarios
{
    private const string Announced = "IJobStore: each change announces itself on IChangeFeed, after it is visible.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("feed")
    {
        { The_first_hint_is_that_hints_were_missed, "IChangeFeed.WatchAsync: the first one is Missed, since what came before is not known." },
        { An_enqueue_is_announced_as_ready, Announced },
        { A_claim_is_announced_as_assigned, Announced },
        { An_end_is_announced_with_what_it_ended, "StoreChange: the token of the claim that ended, whether the job is over, and whether its group is." },
        { A_job_that_goes_back_is_announced_as_ended_and_ready, Announced },
        { A_cancellation_is_announced_to_the_worker, Announced },
        { A_changed_offer_is_announced, "StoreChangeKind.Offered: another offer than before, a session begun or ended." },
        { A_changed_cell_is_announced, "StoreChangeKind.Offered: a worker's cell changed." },
        { Policies_are_announced, Announced },
        { Events_are_announced, "StoreChangeKind.Happened: events were written." },
        { A_log_is_announced_as_it_grows_and_when_it_is_complete, "StoreChangeKind.Logged: a job's log has grown, or is complete." },
        { Every_watcher_gets_every_hint, "IChangeFeed.WatchAsync: hints from the first read on, until cancelled." },
    };

    private static async Task The_first_hint_is_that_hints_were_missed(FarmDriver farm)
    {
        await farm.EnqueueAsync();
        await using var feed = new FeedReader(farm);
        Expect.Equal("the first hint", StoreChangeKind.Missed, (await feed.NextAsync()).Kind);
    }

    private static async Task An_enqueue_is_announced_as_ready(FarmDriver farm)
    {
        await using var feed = await FeedReader.BeginAsync(farm);
        var job = await farm.EnqueueAsync("a/x", static given => given with { Queue = "osx" });
        var hint = await feed.FindAsync(StoreChangeKind.Ready, "the tenant and queue of what was enqueued", hint => hint.Tenant == job.Tenant && hint.Queue == "osx");
        if (hint is not null)
            Expect.Same("the ready jobs when their hint is here", [farm.Say(job.Id)], await farm.ReadyAsync("a/x", "osx"));
    }

    private static async Task A_claim_is_announced_as_assigned(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var job = await farm.EnqueueAsync();
        await using var feed = await FeedReader.BeginAsync(farm);
        await farm.ClaimAsync(job.Id, worker);
        await feed.FindAsync(StoreChangeKind.Assigned, "the worker that a job was claimed for", static hint => hint.WorkerId == "w1");
        Expect.Equal("the assignments that wait for the worker when their hint is here", 1, (await worker.InboxAsync()).Assignments.Count);
    }

    private static async Task An_end_is_announced_with_what_it_ended(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var group = farm.NewGroup(farm.NewJob(), farm.NewJob());
        await farm.EnqueueAsync(group);
        var lease = await farm.StartAsync(group.Jobs[0].Id, worker);
        await using var feed = await FeedReader.BeginAsync(farm);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        await feed.FindAsync(
            StoreChangeKind.Ended,
            $"{farm.Say(lease)}, over, while its group is not",
            hint => hint.JobId == lease.JobId && hint.FencingToken == lease.FencingToken && hint is { IsOver: true, IsGroupOver: false } && hint.GroupId == group.Id && hint.Tenant.Value == "a/x" && hint.Queue == "linux");
        await farm.CancelAsync(group.Jobs[1].Id);
        await feed.FindAsync(
            StoreChangeKind.Ended,
            $"{farm.Say(group.Jobs[1].Id)}, which was never claimed (token 0), over and the last of its group",
            hint => hint.JobId == group.Jobs[1].Id && hint is { FencingToken: 0, IsOver: true, IsGroupOver: true } && hint.GroupId == group.Id);
    }

    private static async Task A_job_that_goes_back_is_announced_as_ended_and_ready(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await using var feed = await FeedReader.BeginAsync(farm);
        await worker.FinishAsync(lease, JobOutcome.Requeue(TimeSpan.Zero));
        await feed.FindAsync(
            [StoreChangeKind.Ended, StoreChangeKind.Ready],
            $"{farm.Say(lease)}, not over; and its tenant and queue",
            hint => hint.JobId == lease.JobId && hint.FencingToken == lease.FencingToken && !hint.IsOver,
            static hint => hint.Tenant.Value == "a/x" && hint.Queue == "linux");
    }

    private static async Task A_cancellation_is_announced_to_the_worker(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await using var feed = await FeedReader.BeginAsync(farm);
        await farm.CancelAsync(lease.JobId);
        await feed.FindAsync(StoreChangeKind.CancelRequested, "the worker of the job", static hint => hint.WorkerId == "w1");
    }

    private static async Task A_changed_offer_is_announced(FarmDriver farm)
    {
        await using var feed = await FeedReader.BeginAsync(farm);
        var worker = await farm.ConnectAsync("w1", slots: 4);
        await feed.FindAsync(StoreChangeKind.Offered, "the worker that connected", static hint => hint.WorkerId == "w1");
        await feed.SkipAsync();
        await worker.BeatAsync(free: 4);
        await feed.FindAsync(StoreChangeKind.Offered, "the worker whose offer is another", static hint => hint.WorkerId == "w1");
        await feed.SkipAsync();
        await worker.DisconnectAsync();
        await feed.FindAsync(StoreChangeKind.Offered, "the worker that left", static hint => hint.WorkerId == "w1");
    }

    private static async Task A_changed_cell_is_announced(FarmDriver farm)
    {
        await farm.WorkerAsync("w1", instance: "i1");
        await using var feed = await FeedReader.BeginAsync(farm);
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.Cordon);
        await feed.FindAsync(StoreChangeKind.Offered, "the worker that was cordoned", static hint => hint.WorkerId == "w1");
        await feed.SkipAsync();
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.Cordon);
        await feed.FindAsync(StoreChangeKind.Offered, "the worker whose instance was cordoned", static hint => hint.WorkerId == "w1");
    }

    private static async Task Policies_are_announced(FarmDriver farm)
    {
        await using var feed = await FeedReader.BeginAsync(farm);
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        await feed.FindAsync(StoreChangeKind.Policies, "new policies", static _ => true);
    }

    private static async Task Events_are_announced(FarmDriver farm)
    {
        await using var feed = await FeedReader.BeginAsync(farm);
        await farm.EnqueueAsync();
        await feed.FindAsync(StoreChangeKind.Happened, "events", static _ => true);
    }

    private static async Task A_log_is_announced_as_it_grows_and_when_it_is_complete(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await using var feed = await FeedReader.BeginAsync(farm);
        await farm.Store.Logs.AppendAsync(new JobLogChunk { Lease = lease, Offset = 0, Bytes = "one"u8.ToArray() }, farm.Stop);
        await feed.FindAsync(StoreChangeKind.Logged, "the job whose log has grown", hint => hint.JobId == lease.JobId);
        await feed.SkipAsync();
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        await feed.FindAsync(StoreChangeKind.Logged, "the job that is over, so that its log is complete", hint => hint.JobId == lease.JobId);
    }

    private static async Task Every_watcher_gets_every_hint(FarmDriver farm)
    {
        await using var one = await FeedReader.BeginAsync(farm);
        await using var two = await FeedReader.BeginAsync(farm);
        await farm.EnqueueAsync();
        foreach (var feed in new[] { one, two })
            await feed.FindAsync(StoreChangeKind.Ready, "the tenant and queue of what was enqueued", static hint => hint.Tenant.Value == "a/x");
    }
}
