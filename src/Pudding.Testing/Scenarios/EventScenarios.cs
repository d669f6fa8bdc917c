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

internal static class EventScenarios
{
    private const string Written = "IJobStore: each change writes the events of JobEvents in the same transaction.";

    private const string Order = "IEventStore.ReadAsync: events after a place in the order, oldest first.";

    private const string Cursors = "IEventStore.SaveCursorAsync: records how far a consumer has read. A cursor never goes back.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("events")
    {
        { Each_change_is_told_once_and_in_order, Written },
        { An_event_names_the_job_it_is_about, Written },
        { The_times_of_a_job_are_told, "JobFinished.HeldFor, Waited, RanFor; JobRequeued.HeldFor; JobStarted.Waited.", StoreAbilities.PassTime },
        { Times_are_those_of_the_stores_clock, "PuddingEvent.At: when, by the store's clock.", StoreAbilities.PassTime },
        { Sequences_ascend, "PuddingEvent.Sequence: the place in the order; unique, ascending, gaps allowed." },
        { Events_are_read_page_by_page, Order },
        { Nothing_is_missed_while_all_is_kept, "EventPage.Missed: how many events after the place that was asked for are no longer kept." },
        { A_cursor_is_kept_by_consumer, Cursors },
        { A_cursor_never_goes_back, Cursors },
        { A_consumer_is_forgotten, "IEventStore.ForgetCursorAsync: forgets a consumer." },
    };

    private static async Task Each_change_is_told_once_and_in_order(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var job = await farm.EnqueueAsync(with: static given => given with { MaxAttempts = 2 });
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Failed("No."));
        var lease = await farm.StartAsync(job.Id, worker);
        await farm.CancelAsync(job.Id);
        await worker.FinishAsync(lease, JobOutcome.Cancelled);
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.Cordon);
        await worker.DisconnectAsync();
        string[] expected =
        [
            nameof(WorkerConnected), nameof(JobEnqueued), nameof(JobAssigned), nameof(JobStarted), nameof(JobRequeued), nameof(JobAssigned), nameof(JobStarted),
            nameof(JobCancelRequested), nameof(JobFinished), nameof(JobGroupFinished), nameof(CellChanged), nameof(WorkerDisconnected),
        ];
        Expect.Same("the events", expected, (await farm.EventsAsync()).Select(static happened => happened.GetType().Name));
    }

    private static async Task An_event_names_the_job_it_is_about(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var job = await farm.EnqueueAsync("b/y/deep", static given => given with { Name = "test, 日本", MaxAttempts = 2 });
        await worker.FinishAsync(await farm.StartAsync(job.Id, worker), JobOutcome.Failed("No."));
        var lease = await farm.StartAsync(job.Id, worker);
        await farm.CancelAsync(job.Id);
        await worker.FinishAsync(lease, JobOutcome.Cancelled);
        foreach (var happened in (await farm.EventsAsync()).OfType<JobEvent>())
        {
            Expect.Equal(
                $"who {happened.GetType().Name} is about",
                (job.Id, job.GroupId, job.Tenant, job.Queue, job.Name),
                (happened.JobId, happened.GroupId, happened.Tenant, happened.Queue, happened.JobName));
        }
    }

    private static async Task The_times_of_a_job_are_told(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var job = await farm.EnqueueAsync(with: static given => given with { MaxAttempts = 2 });
        var slack = farm.Harness.Slack;
        await farm.AdvanceAsync(2);
        var first = await farm.AssignAsync(job.Id, worker);
        await farm.AdvanceAsync(1);
        await worker.AcknowledgeAsync(first);
        await farm.AdvanceAsync(3);
        await worker.FinishAsync(first, JobOutcome.Failed("No."), farm.Units(2));
        await farm.AdvanceAsync(1);
        var second = await farm.StartAsync(job.Id, worker);
        await farm.AdvanceAsync(2);
        Expect.Span("how long the active job has been held", farm.Units(2), (await farm.ActiveAsync())[0].HeldFor, slack);
        await worker.FinishAsync(second, JobOutcome.Succeeded, farm.Units(1.5));

        var started = await farm.EventsAsync<JobStarted>(job.Id);
        Expect.Span("the wait until the first start", farm.Units(3), started[0].Waited, slack);
        Expect.Span("the wait until the second start, from enqueueing on", farm.Units(7), started[1].Waited, slack);
        Expect.Span("how long the first attempt was held, from its claim on", farm.Units(4), (await farm.EventsAsync<JobRequeued>(job.Id))[0].HeldFor, slack);
        var finished = Expect.Single("job.finished", await farm.EventsAsync<JobFinished>(job.Id));
        Expect.Span("how long the last attempt was held", farm.Units(2), finished.HeldFor, slack);
        Expect.Span("its wait", farm.Units(7), finished.Waited, slack);
        Expect.Equal("how long it ran, as its worker says", farm.Units(1.5), finished.RanFor);
        Expect.Span("how long the group took", farm.Units(9), (await farm.EventsAsync()).OfType<JobGroupFinished>().Single().Took, slack);
    }

    private static async Task Times_are_those_of_the_stores_clock(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var job = await farm.EnqueueAsync();
        await farm.AdvanceAsync(2);
        var lease = await farm.StartAsync(job.Id, worker);
        await farm.AdvanceAsync(3);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        var over = await farm.JobAsync(job.Id);
        var slack = farm.Harness.Slack;
        Expect.Span("from the job's enqueueing to its start", farm.Units(2), over.StartedAt - over.EnqueuedAt, slack);
        Expect.Span("from its start to its end", farm.Units(3), over.FinishedAt - over.StartedAt, slack);
        Expect.Span("from job.enqueued to job.started", farm.Units(2), (await farm.EventsAsync<JobStarted>(job.Id))[0].At - (await farm.EventsAsync<JobEnqueued>(job.Id))[0].At, slack);
        Expect.Span("from job.started to job.finished", farm.Units(3), (await farm.EventsAsync<JobFinished>(job.Id))[0].At - (await farm.EventsAsync<JobStarted>(job.Id))[0].At, slack);
    }

    private static async Task Sequences_ascend(FarmDriver farm)
    {
        Expect.Equal("the newest sequence of a store without events", 0L, await farm.Store.Events.LatestAsync(farm.Stop));
        var worker = await farm.WorkerAsync("w1");
        for (var i = 0; i < 3; i++)
            await farm.RunAsync(worker, JobOutcome.Succeeded);
        var sequences = (await farm.EventsAsync()).Select(static happened => happened.Sequence).ToList();
        Expect.Same("the sequences of the events", sequences.Distinct().Order(), sequences);
        Expect.That(sequences[0] > 0, "sequences above zero", $"{sequences[0]}");
        Expect.Equal("the newest sequence", sequences[^1], await farm.Store.Events.LatestAsync(farm.Stop));
    }

    private static async Task Events_are_read_page_by_page(FarmDriver farm)
    {
        await farm.EnqueueAsync(farm.NewGroup([.. Enumerable.Range(0, 7).Select(_ => farm.NewJob())]));
        var all = await farm.EventsAsync();
        Expect.Equal("the events", 7, all.Count);
        var pages = new List<PuddingEvent>();
        while (await farm.Store.Events.ReadAsync(pages.Count == 0 ? 0 : pages[^1].Sequence, 3, farm.Stop) is { Events.Count: > 0 } page)
        {
            Expect.That(page.Events.Count <= 3, "a page of at most three events", $"{page.Events.Count}");
            pages.AddRange(page.Events);
        }

        Expect.Same("the events in pages of three", all.Select(static happened => happened.Sequence), pages.Select(static happened => happened.Sequence));
        Expect.Same("the events after the fourth", all.Skip(4).Select(static happened => happened.Sequence), (await farm.Store.Events.ReadAsync(all[3].Sequence, 100, farm.Stop)).Events.Select(static happened => happened.Sequence));
        Expect.Empty("the events after the newest", (await farm.Store.Events.ReadAsync(all[^1].Sequence, 100, farm.Stop)).Events);
    }

    private static async Task Nothing_is_missed_while_all_is_kept(FarmDriver farm)
    {
        await farm.EnqueueManyAsync("a/x", 3);
        foreach (var after in new[] { 0, (await farm.EventsAsync())[1].Sequence, await farm.Store.Events.LatestAsync(farm.Stop) })
            Expect.Equal($"the events that are missing after {after}", 0L, (await farm.Store.Events.ReadAsync(after, 1, farm.Stop)).Missed);
    }

    private static async Task A_cursor_is_kept_by_consumer(FarmDriver farm)
    {
        await farm.EnqueueManyAsync("a/x", 3);
        Expect.Equal("the cursor of a consumer that is new", null, await farm.Store.Events.ReadCursorAsync("one", farm.Stop));
        await farm.Store.Events.SaveCursorAsync("one", 2, farm.Stop);
        await farm.Store.Events.SaveCursorAsync("two", 0, farm.Stop);
        await farm.Store.Events.SaveCursorAsync("one", 3, farm.Stop);
        Expect.Equal("the cursors of 'one', 'two', 'three'", (3L, 0L, null), (await farm.Store.Events.ReadCursorAsync("one", farm.Stop), await farm.Store.Events.ReadCursorAsync("two", farm.Stop), await farm.Store.Events.ReadCursorAsync("three", farm.Stop)));
        Expect.SameSet("all cursors", [KeyValuePair.Create("one", 3L), KeyValuePair.Create("two", 0L)], await farm.Store.Events.ReadCursorsAsync(farm.Stop));
    }

    private static async Task A_cursor_never_goes_back(FarmDriver farm)
    {
        await farm.EnqueueManyAsync("a/x", 3);
        await farm.Store.Events.SaveCursorAsync("one", 3, farm.Stop);
        await farm.Store.Events.SaveCursorAsync("one", 1, farm.Stop);
        Expect.Equal("the cursor after 3 and then 1 were saved", 3L, await farm.Store.Events.ReadCursorAsync("one", farm.Stop));
    }

    private static async Task A_consumer_is_forgotten(FarmDriver farm)
    {
        await farm.Store.Events.SaveCursorAsync("one", 0, farm.Stop);
        await farm.Store.Events.SaveCursorAsync("two", 0, farm.Stop);
        await farm.Store.Events.ForgetCursorAsync("one", farm.Stop);
        await farm.Store.Events.ForgetCursorAsync("nobody", farm.Stop);
        Expect.Equal("the cursor of a consumer that was forgotten", null, await farm.Store.Events.ReadCursorAsync("one", farm.Stop));
        Expect.Same("the consumers", ["two"], (await farm.Store.Events.ReadCursorsAsync(farm.Stop)).Keys);
    }
}
