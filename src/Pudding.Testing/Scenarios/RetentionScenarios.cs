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

internal static class RetentionScenarios
{
    private const string Groups = "IRetentionStore.PruneAsync: forgets groups whose jobs are all over, whole, with their logs and idempotency keys.";

    private const string Events = "IRetentionStore.PruneAsync: forgets events, but none that a consumer with a cursor has not read.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("retention")
    {
        { Groups_that_ended_long_ago_are_forgotten_whole, Groups, StoreAbilities.PassTime },
        { Groups_that_are_open_or_ended_lately_are_kept, Groups, StoreAbilities.PassTime },
        { A_key_is_free_when_its_group_is_forgotten, Groups, StoreAbilities.PassTime },
        { Logs_are_forgotten_before_their_jobs, "PruneRequest.Logs: logs of jobs that have been over for longer than this.", StoreAbilities.PassTime },
        { Old_events_are_forgotten_and_told_as_missed, Events, StoreAbilities.PassTime },
        { Events_that_a_consumer_has_not_read_are_kept, Events, StoreAbilities.PassTime },
        { A_call_forgets_no_more_than_it_may, "PruneRequest.Limit: the most groups, logs and events (each) to forget in one call; PruneResult.HasMore: call again.", StoreAbilities.PassTime },
        { What_is_not_named_is_kept, "PruneRequest: none to keep them.", StoreAbilities.PassTime },
        { Another_epoch_than_the_newest_forgets_nothing, "IRetentionStore.PruneAsync: refused (nothing done) when the epoch is not the baton's newest.", StoreAbilities.PassTime },
    };

    private static async Task Groups_that_ended_long_ago_are_forgotten_whole(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var group = farm.NewGroup(farm.NewJob(), farm.NewJob());
        await farm.EnqueueAsync(group);
        var lease = await farm.StartAsync(group.Jobs[0].Id, worker);
        await farm.Store.Logs.AppendAsync(new JobLogChunk { Lease = lease, Offset = 0, Bytes = "one"u8.ToArray() }, farm.Stop);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        await farm.CancelAsync(group.Jobs[1].Id);
        await farm.AdvanceAsync(5);

        var result = await PruneAsync(farm, new PruneRequest { Epoch = farm.Epoch, FinishedGroups = farm.Units(4) });
        Expect.Equal("how many groups were forgotten, and whether there is more", (1, false), (result.Groups, result.HasMore));
        Expect.Equal("the group", null, await farm.Store.Jobs.FindGroupAsync(group.Id, farm.Stop));
        foreach (var job in group.Jobs)
        {
            Expect.Equal($"its job {farm.Say(job.Id)}", null, await farm.Store.Jobs.FindJobAsync(job.Id, farm.Stop));
            Expect.Equal("the log of that", null, await farm.Store.Logs.ReadAsync(job.Id, 0, 100, farm.Stop));
        }

        Expect.Equal("how many jobs are found", 0L, await farm.Store.Queries.CountAsync(new JobQuery(), farm.Stop));
    }

    private static async Task Groups_that_are_open_or_ended_lately_are_kept(FarmDriver farm)
    {
        var open = farm.NewGroup(farm.NewJob(), farm.NewJob());
        await farm.EnqueueAsync(open);
        await farm.CancelAsync(open.Jobs[0].Id);
        var old = await farm.EnqueueAsync();
        var late = await farm.EnqueueAsync();
        await farm.CancelAsync(old.Id);
        await farm.AdvanceAsync(3);
        await farm.CancelAsync(late.Id);
        await farm.AdvanceAsync(2);
        await PruneAsync(farm, new PruneRequest { Epoch = farm.Epoch, FinishedGroups = farm.Units(4) });
        Expect.Equal("the group that ended 5 units ago, of which 4 are kept", null, await farm.Store.Jobs.FindGroupAsync(old.GroupId, farm.Stop));
        await farm.GroupAsync(late.GroupId);
        await farm.GroupAsync(open.Id);
        await farm.ExpectAsync(open.Jobs[0].Id, JobState.Cancelled);
        await farm.ExpectReadyAsync("the open group is kept", open.Jobs[1].Id);
    }

    private static async Task A_key_is_free_when_its_group_is_forgotten(FarmDriver farm)
    {
        var group = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "f" });
        await farm.CancelAsync(group.Jobs[0].Id);
        await farm.AdvanceAsync(5);
        await PruneAsync(farm, new PruneRequest { Epoch = farm.Epoch, FinishedGroups = farm.Units(4) });
        var again = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "g" });
        Expect.Equal("another request under the key of a forgotten group", EnqueueStatus.Enqueued, again.Status);
    }

    private static async Task Logs_are_forgotten_before_their_jobs(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 2);
        var leases = new List<LeaseKey>();
        foreach (var job in await farm.EnqueueManyAsync("a/x", 2))
        {
            leases.Add(await farm.StartAsync(job.Id, worker));
            await farm.Store.Logs.AppendAsync(new JobLogChunk { Lease = leases[^1], Offset = 0, Bytes = "one"u8.ToArray() }, farm.Stop);
        }

        await worker.FinishAsync(leases[0], JobOutcome.Succeeded);
        await farm.AdvanceAsync(5);
        var result = await PruneAsync(farm, new PruneRequest { Epoch = farm.Epoch, Logs = farm.Units(4) });
        Expect.Equal("how many groups and logs were forgotten", (0, 1), (result.Groups, result.Logs));
        await farm.ExpectAsync(leases[0].JobId, JobState.Succeeded);
        var page = Expect.NotNull("the log of a job that is kept", await farm.Store.Logs.ReadAsync(leases[0].JobId, 0, 100, farm.Stop));
        Expect.Equal("its bytes, and whether a part is missing", (0, true), (page.Bytes.Length, page.IsCut));
        Expect.Equal("the bytes of the log of a running job", 3, (await farm.Store.Logs.ReadAsync(leases[1].JobId, 0, 100, farm.Stop))?.Bytes.Length);
    }

    private static async Task Old_events_are_forgotten_and_told_as_missed(FarmDriver farm)
    {
        await farm.EnqueueManyAsync("a/x", 4);
        var old = await farm.EventsAsync();
        await farm.AdvanceAsync(5);
        await farm.EnqueueAsync();
        var latest = await farm.Store.Events.LatestAsync(farm.Stop);
        var result = await PruneAsync(farm, new PruneRequest { Epoch = farm.Epoch, Events = farm.Units(4) });
        Expect.Equal("how many events were forgotten", old.Count, result.Events);
        Expect.Same("the events that are kept", [latest], (await farm.EventsAsync()).Select(static happened => happened.Sequence));
        var page = await farm.Store.Events.ReadAsync(old[1].Sequence, 100, farm.Stop);
        Expect.That(page.Missed >= 2, "two events at least are told as missed: those after the second of four that are forgotten", $"{page.Missed}");
        Expect.Equal("the events that are missed after the newest", 0L, (await farm.Store.Events.ReadAsync(latest, 100, farm.Stop)).Missed);
        Expect.Equal("the newest sequence", latest, await farm.Store.Events.LatestAsync(farm.Stop));
    }

    private static async Task Events_that_a_consumer_has_not_read_are_kept(FarmDriver farm)
    {
        await farm.EnqueueManyAsync("a/x", 4);
        var all = await farm.EventsAsync();
        await farm.Store.Events.SaveCursorAsync("slow", all[1].Sequence, farm.Stop);
        await farm.Store.Events.SaveCursorAsync("fast", all[3].Sequence, farm.Stop);
        await farm.AdvanceAsync(5);
        var request = new PruneRequest { Epoch = farm.Epoch, Events = farm.Units(4) };
        await PruneAsync(farm, request);
        Expect.Same("the events that are kept for 'slow', which has read two of four", all.Skip(2).Select(static happened => happened.Sequence), (await farm.EventsAsync()).Select(static happened => happened.Sequence));
        await farm.Store.Events.SaveCursorAsync("slow", all[2].Sequence, farm.Stop);
        await PruneAsync(farm, request);
        Expect.Equal("how many events are kept when it has read three", 1, (await farm.EventsAsync()).Count);
        await farm.Store.Events.ForgetCursorAsync("slow", farm.Stop);
        await PruneAsync(farm, request);
        Expect.Empty("the events that are kept when it is forgotten", await farm.EventsAsync());
    }

    private static async Task A_call_forgets_no_more_than_it_may(FarmDriver farm)
    {
        foreach (var job in await farm.EnqueueManyAsync("a/x", 5))
            await farm.CancelAsync(job.Id);
        await farm.AdvanceAsync(5);
        var request = new PruneRequest { Epoch = farm.Epoch, FinishedGroups = farm.Units(4), Limit = 2 };
        var first = await PruneAsync(farm, request);
        Expect.Equal("how many groups were forgotten of five, two at most in a call, and whether there is more", (2, true), (first.Groups, first.HasMore));
        var groups = first.Groups;
        for (var i = 0; i < 10 && groups < 5; i++)
            groups += (await PruneAsync(farm, request)).Groups;
        Expect.Equal("how many groups were forgotten in all", 5, groups);
        var last = await PruneAsync(farm, request);
        Expect.Equal("how many groups a further call has forgotten, and whether there is more", (0, false), (last.Groups, last.HasMore));

        var events = await PruneAsync(farm, new PruneRequest { Epoch = farm.Epoch, Events = farm.Units(4), Limit = 3 });
        Expect.Equal("how many events were forgotten of many, three at most in a call, and whether there is more", (3L, true), (events.Events, events.HasMore));
    }

    private static async Task What_is_not_named_is_kept(FarmDriver farm)
    {
        var job = await farm.EnqueueAsync();
        await farm.CancelAsync(job.Id);
        await farm.AdvanceAsync(50);
        var before = await farm.SnapshotAsync();
        var result = await PruneAsync(farm, new PruneRequest { Epoch = farm.Epoch });
        Expect.Equal("what a request that names nothing has forgotten", default, result);
        await farm.ExpectUnchangedAsync(before, "a request that names nothing");
        Expect.Equal("how many events are kept", 3, (await farm.EventsAsync()).Count);
    }

    private static async Task Another_epoch_than_the_newest_forgets_nothing(FarmDriver farm)
    {
        var job = await farm.EnqueueAsync();
        await farm.CancelAsync(job.Id);
        await farm.AdvanceAsync(50);
        var old = await farm.LoseBatonAsync();
        foreach (var epoch in new[] { old, farm.Epoch + 1 })
        {
            var result = await PruneAsync(farm, new PruneRequest { Epoch = epoch, FinishedGroups = TimeSpan.Zero, Logs = TimeSpan.Zero, Events = TimeSpan.Zero });
            Expect.Equal($"what a request under epoch {epoch}, while the newest is {farm.Epoch}, has forgotten", default, result);
        }

        await farm.GroupAsync(job.GroupId);
        Expect.Equal("how many events are kept", 3, (await farm.EventsAsync()).Count);
    }

    private static async Task<PruneResult> PruneAsync(FarmDriver farm, PruneRequest request)
    {
        var result = await farm.Store.Retention.PruneAsync(request, farm.Stop);
        farm.Note($"prune under epoch {request.Epoch} (groups {request.FinishedGroups}, logs {request.Logs}, events {request.Events}, limit {request.Limit}): {result}");
        return result;
    }
}
