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

internal static class StaleHeartbeatScenarios
{
    private const string Order = "Heartbeat.Sequence: a heartbeat that is not newer than the newest of its session changes nothing, and its answer says nothing but that.";

    private const string Sessions = "Heartbeat.Session: heartbeats of a former session change nothing, and the answer says nothing but that.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("stale heartbeats")
    {
        { An_older_heartbeat_takes_no_result, Order },
        { An_older_heartbeat_acknowledges_nothing, Order },
        { An_older_heartbeat_renews_no_lease, Order, StoreAbilities.PassTime },
        { An_older_heartbeat_offers_nothing, Order },
        { The_same_heartbeat_twice_counts_once, Order },
        { A_heartbeat_of_a_former_session_changes_nothing, Sessions },
        { A_heartbeat_of_a_session_that_ended_changes_nothing, Sessions },
        { A_heartbeat_of_a_worker_that_nobody_knows_changes_nothing, Sessions },
        { A_sequence_begins_anew_with_its_session, "Heartbeat.Sequence: ascends within the session." },
    };

    private static async Task An_older_heartbeat_takes_no_result(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var late = worker.Next(free: 1, worker.Result(lease, JobOutcome.Failed("No.")));
        await ExpectSupersededAsync(farm, worker, late);
    }

    private static async Task An_older_heartbeat_acknowledges_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        await ExpectSupersededAsync(farm, worker, worker.Next() with { Held = [lease] });
    }

    private static async Task An_older_heartbeat_renews_no_lease(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var late = worker.Next();
        await worker.BeatAsync();
        await farm.AdvanceAsync(4);
        await worker.SendAsync(late);
        await farm.AdvanceAsync(3);
        Expect.Same("what a sweep ends 7 units after the newest heartbeat: the older one that came since renews nothing", [lease.JobId], (await farm.SweepAsync()).Select(static swept => swept.Id));
    }

    private static async Task An_older_heartbeat_offers_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 4);
        var late = worker.Next(free: 4);
        await worker.BeatAsync(free: 1);
        await worker.SendAsync(late);
        Expect.Equal("the offer", 1, (await farm.ReadWorkerAsync(worker)).Offered);
    }

    private static async Task The_same_heartbeat_twice_counts_once(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var job = await farm.EnqueueAsync();
        var heartbeat = worker.Next(free: 1);
        await worker.SendAsync(heartbeat);
        await farm.ClaimAsync(job.Id, worker); // the offer is taken
        var before = await farm.SnapshotAsync();
        ExpectNothingSaid(HeartbeatStatus.Superseded, await worker.SendAsync(heartbeat));
        await farm.ExpectUnchangedAsync(before, "a heartbeat that comes twice");
    }

    private static async Task A_heartbeat_of_a_former_session_changes_nothing(FarmDriver farm)
    {
        var former = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, former);
        await farm.WorkerAsync();
        await ExpectUnknownAsync(farm, former.Next(free: 9, former.Result(lease, JobOutcome.Failed("No."))));
        await ExpectUnknownAsync(farm, former.Next(free: 9));
    }

    private static async Task A_heartbeat_of_a_session_that_ended_changes_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync(slots: 2);
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await worker.DisconnectAsync();
        await ExpectUnknownAsync(farm, worker.Next(free: 1, worker.Result(lease, JobOutcome.Succeeded)));
        await ExpectUnknownAsync(farm, worker.Next() with { Session = 0 });
    }

    private static async Task A_heartbeat_of_a_worker_that_nobody_knows_changes_nothing(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        await ExpectUnknownAsync(farm, worker.Next() with { WorkerId = "nobody", Held = [lease] });
    }

    private static async Task A_sequence_begins_anew_with_its_session(FarmDriver farm)
    {
        var former = await farm.WorkerAsync();
        for (var i = 0; i < 5; i++)
            await former.BeatAsync();
        var worker = await farm.ConnectAsync("w1", slots: 2);
        Expect.Equal("the first heartbeat of a session, with sequence 1", HeartbeatStatus.Accepted, (await worker.BeatAsync(free: 2)).Status);
        Expect.Equal("the offer", 2, (await farm.ReadWorkerAsync(worker)).Offered);
    }

    /// <summary>A heartbeat that another one of its worker has overtaken.</summary>
    private static async Task ExpectSupersededAsync(FarmDriver farm, DrivenWorker worker, Heartbeat late)
    {
        await worker.BeatAsync();
        var before = await farm.SnapshotAsync();
        ExpectNothingSaid(HeartbeatStatus.Superseded, await worker.SendAsync(late));
        await farm.ExpectUnchangedAsync(before, "a heartbeat that a newer one has overtaken");
    }

    private static async Task ExpectUnknownAsync(FarmDriver farm, Heartbeat heartbeat)
    {
        var before = await farm.SnapshotAsync();
        var reply = await farm.Store.Workers.HeartbeatAsync(heartbeat, farm.Stop);
        farm.Note($"heartbeat of {heartbeat.WorkerId}, session {heartbeat.Session}: {reply.Status}");
        ExpectNothingSaid(HeartbeatStatus.UnknownSession, reply);
        await farm.ExpectUnchangedAsync(before, "a heartbeat of a session that is not the worker's newest");
    }

    private static void ExpectNothingSaid(HeartbeatStatus status, HeartbeatReply reply)
    {
        Expect.Equal("the status of the heartbeat", status, reply.Status);
        Expect.Equal(
            "what else its answer says (assignments, renewed, lost, to cancel, settled)",
            (0, 0, 0, 0, 0),
            (reply.Assignments.Count, reply.Renewed.Count, reply.Lost.Count, reply.Cancel.Count, reply.Settled.Count));
    }
}
