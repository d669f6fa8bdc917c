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

internal static class CellScenarios
{
    private const string Ready = "ICellStore: a worker takes jobs only while its own cell and that of its instance are ready.";

    private const string Moves = "ICellStore.ApplyAsync: changes a cell's phase in one step, or refuses: see CellMove.";

    private const string Epochs = "CellCommand.IfEpoch, BatonEpoch: refused when the cell, or the baton, has changed since.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("cells")
    {
        { A_cell_begins_as_ready_when_its_worker_connects, "ICellStore: a cell begins as ready when its worker first connects (an instance's, when its first worker does)." },
        { A_cordoned_worker_takes_no_more_jobs, Ready },
        { A_cordoned_instance_takes_no_more_jobs_on_any_worker, Ready },
        { A_worker_of_a_cordoned_instance_takes_none_though_it_is_ready, Ready },
        { What_runs_goes_on_while_it_drains, "CellMove.Cordon: from ready to draining, whatever runs." },
        { An_uncordoned_cell_takes_jobs_again, Moves },
        { A_change_is_written_and_told, "ICellStore.ApplyAsync: writes CellChanged; CellState.Epoch counts the changes of its phase." },
        { A_change_to_where_it_is_already_does_nothing, "CellStatus.NoChange: the cell was already there; nothing was changed." },
        { A_change_that_skips_a_phase_is_refused, "CellStatus.WrongPhase: the cell is in a phase from which there is no way to that one." },
        { A_change_of_an_unknown_cell_is_refused, "CellStatus.NotFound: there is no such cell." },
        { A_change_that_rests_on_an_old_epoch_is_refused, Epochs },
        { A_change_under_an_old_baton_is_refused, Epochs },
        { A_draining_cell_stays_so_when_its_worker_connects_again, "ICellStore: one that is draining or retired stays so when the worker connects again." },
        { A_draining_worker_that_left_is_not_forgotten, "IWorkerStore.DisconnectAsync: forgotten when no job is left, unless its cell is not ready." },
        { What_is_active_in_an_instance_is_what_is_active_on_its_workers, "ICellStore: what is active in an instance is what is active on its workers." },
    };

    private static async Task A_cell_begins_as_ready_when_its_worker_connects(FarmDriver farm)
    {
        Expect.Equal("the cell of a worker that nobody knows", null, await farm.Store.Cells.FindAsync(CellKey.Worker("w1"), farm.Stop));
        Expect.Equal("the cell of an instance that nobody knows", null, await farm.Store.Cells.FindAsync(CellKey.Instance("i1"), farm.Stop));
        await farm.ConnectAsync("w1", instance: "i1");
        await farm.ConnectAsync("w2");
        foreach (var key in new[] { CellKey.Worker("w1"), CellKey.Instance("i1") })
        {
            var cell = await farm.CellAsync(key);
            Expect.Equal($"the key, phase and active jobs of {key}", (key, CellPhase.Ready, 0), (cell.Key, cell.Phase, cell.Active));
        }

        Expect.Same("the instances", [CellKey.Instance("i1")], (await farm.Store.Cells.ReadInstancesAsync(farm.Stop)).Select(static cell => cell.Key));
    }

    private static Task A_cordoned_worker_takes_no_more_jobs(FarmDriver farm) => ExpectCordonedAsync(farm, CellKey.Worker("w1"), ["w1"], ["w2", "w3"]);

    private static Task A_cordoned_instance_takes_no_more_jobs_on_any_worker(FarmDriver farm) => ExpectCordonedAsync(farm, CellKey.Instance("i1"), ["w1", "w2"], ["w3"]);

    private static async Task ExpectCordonedAsync(FarmDriver farm, CellKey key, string[] draining, string[] ready)
    {
        var workers = new Dictionary<string, DrivenWorker>(StringComparer.Ordinal)
        {
            ["w1"] = await farm.WorkerAsync("w1", slots: 2, instance: "i1"), ["w2"] = await farm.WorkerAsync("w2", slots: 2, instance: "i1"), ["w3"] = await farm.WorkerAsync("w3", slots: 2, instance: "i2"),
        };
        await farm.MoveAsync(key, CellMove.Cordon);
        foreach (var id in draining)
        {
            Expect.Equal($"a claim for {id}, when {key} is cordoned", ClaimStatus.WorkerUnavailable, (await farm.TryClaimAsync((await farm.EnqueueAsync($"a/{id}")).Id, workers[id])).Status);
            Expect.That((await workers[id].BeatAsync()).IsDraining, $"{id} is told that it is being drained", "it is not");
            var cell = await farm.ReadWorkerAsync(id);
            Expect.Equal($"the phase and offer of {id}", (CellPhase.Draining, 0), (cell.Phase, cell.Offered));
            Expect.Equal("a claim after one more heartbeat with free slots", ClaimStatus.WorkerUnavailable, (await farm.TryClaimAsync((await farm.EnqueueAsync($"a/{id}")).Id, workers[id])).Status);
        }

        foreach (var id in ready)
        {
            Expect.That(!(await workers[id].BeatAsync()).IsDraining, $"{id} is not being drained", "it is told that it is");
            await farm.ClaimAsync((await farm.EnqueueAsync($"a/{id}")).Id, workers[id]);
        }
    }

    private static async Task A_worker_of_a_cordoned_instance_takes_none_though_it_is_ready(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", instance: "i1");
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.Cordon);
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.Cordon);
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.Uncordon);
        var job = await farm.EnqueueAsync();
        Expect.Equal("a claim for w1, which is ready again, while its instance drains", ClaimStatus.WorkerUnavailable, (await farm.TryClaimAsync(job.Id, worker)).Status);
        Expect.Equal("the phase that lets it take less", CellPhase.Draining, (await farm.ReadWorkerAsync("w1")).Phase);
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.Uncordon);
        await worker.BeatAsync();
        await farm.ClaimAsync(job.Id, worker);
    }

    private static async Task What_runs_goes_on_while_it_drains(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 3);
        var running = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var assigned = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        Expect.Equal("the jobs active on the cordoned worker", 2, (await farm.MoveAsync(CellKey.Worker("w1"), CellMove.Cordon)).Active);
        Expect.Same("what is delivered to it still", [assigned], (await worker.BeatAsync()).Assignments.Select(static assignment => assignment.Lease));
        await worker.AcknowledgeAsync(assigned);
        await worker.FinishAsync(running, JobOutcome.Succeeded);
        await worker.FinishAsync(assigned, JobOutcome.Succeeded);
        await farm.ExpectAsync(running.JobId, JobState.Succeeded);
        await farm.ExpectAsync(assigned.JobId, JobState.Succeeded);
    }

    private static async Task An_uncordoned_cell_takes_jobs_again(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", instance: "i1");
        foreach (var key in new[] { CellKey.Worker("w1"), CellKey.Instance("i1") })
        {
            await farm.MoveAsync(key, CellMove.Cordon);
            Expect.Equal($"the phase of {key} after uncordoning", CellPhase.Ready, (await farm.MoveAsync(key, CellMove.Uncordon)).Phase);
        }

        await worker.BeatAsync();
        await farm.ClaimAsync((await farm.EnqueueAsync()).Id, worker);
    }

    private static async Task A_change_is_written_and_told(FarmDriver farm)
    {
        await farm.WorkerAsync("w1", instance: "i1");
        foreach (var key in new[] { CellKey.Worker("w1"), CellKey.Instance("i1") })
        {
            var before = await farm.CellAsync(key);
            var after = await farm.MoveAsync(key, CellMove.Cordon);
            Expect.Equal($"the epoch of {key} after a change", before.Epoch + 1, after.Epoch);
            Expect.Equal($"its key, phase, reason and actor", (key, CellPhase.Draining, "Maintenance.", "alice"), (after.Key, after.Phase, after.Reason, after.Actor));
            Expect.That(after.Since is not null, "since when it is in its phase", "none");
            Expect.Equal($"{key}, found afterwards", after, await farm.CellAsync(key));
            var told = Expect.Single("cell.changed", (await farm.EventsAsync()).OfType<CellChanged>().Where(happened => happened.Cell == key));
            Expect.Equal("what it says", (CellPhase.Ready, CellPhase.Draining, 0, "Maintenance.", "alice"), (told.From, told.To, told.Active, told.Reason, told.Actor));
        }
    }

    private static async Task A_change_to_where_it_is_already_does_nothing(FarmDriver farm)
    {
        await farm.WorkerAsync("w1");
        var key = CellKey.Worker("w1");
        await ExpectRefusedAsync(farm, key, CellMove.Uncordon, CellStatus.NoChange);
        await farm.MoveAsync(key, CellMove.Cordon);
        await ExpectRefusedAsync(farm, key, CellMove.Cordon, CellStatus.NoChange);
        await farm.MoveAsync(key, CellMove.Retire);
        await ExpectRefusedAsync(farm, key, CellMove.Retire, CellStatus.NoChange);
        await ExpectRefusedAsync(farm, key, CellMove.ForceRetire, CellStatus.NoChange);
    }

    private static async Task A_change_that_skips_a_phase_is_refused(FarmDriver farm)
    {
        await farm.WorkerAsync("w1", instance: "i1");
        foreach (var key in new[] { CellKey.Worker("w1"), CellKey.Instance("i1") })
            await ExpectRefusedAsync(farm, key, CellMove.Retire, CellStatus.WrongPhase);
    }

    private static async Task A_change_of_an_unknown_cell_is_refused(FarmDriver farm)
    {
        await farm.WorkerAsync("w1");
        var result = await farm.TryMoveAsync(CellKey.Instance("w1"), CellMove.Cordon);
        Expect.Equal("a change of instance 'w1', while only a worker has that id", (CellStatus.NotFound, null), (result.Status, result.Cell));
        Expect.Equal("the phase of the worker", CellPhase.Ready, (await farm.CellAsync(CellKey.Worker("w1"))).Phase);
    }

    private static async Task A_change_that_rests_on_an_old_epoch_is_refused(FarmDriver farm)
    {
        await farm.WorkerAsync("w1");
        var key = CellKey.Worker("w1");
        var old = (await farm.CellAsync(key)).Epoch;
        await farm.MoveAsync(key, CellMove.Cordon);
        await ExpectRefusedAsync(farm, key, CellMove.Uncordon, CellStatus.StaleEpoch, ifEpoch: old);
        Expect.Equal("a change that names the newest epoch of the cell", CellStatus.Done, (await farm.TryMoveAsync(key, CellMove.Uncordon, ifEpoch: old + 1)).Status);
    }

    private static async Task A_change_under_an_old_baton_is_refused(FarmDriver farm)
    {
        await farm.WorkerAsync("w1");
        var key = CellKey.Worker("w1");
        var old = await farm.LoseBatonAsync();
        await ExpectRefusedAsync(farm, key, CellMove.Cordon, CellStatus.StaleEpoch, batonEpoch: old);
        Expect.Equal("a change that names the newest epoch of the baton", CellStatus.Done, (await farm.TryMoveAsync(key, CellMove.Cordon, batonEpoch: farm.Epoch)).Status);
    }

    private static async Task A_draining_cell_stays_so_when_its_worker_connects_again(FarmDriver farm)
    {
        await farm.WorkerAsync("w1");
        await farm.WorkerAsync("w2", instance: "i1");
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.Cordon);
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.Cordon);
        foreach (var worker in new[] { await farm.WorkerAsync("w1"), await farm.WorkerAsync("w2", instance: "i1"), await farm.WorkerAsync("w3", instance: "i1") })
        {
            Expect.Equal($"the phase of {worker.Id}, which connected again while it, or its instance, drains", CellPhase.Draining, (await farm.ReadWorkerAsync(worker)).Phase);
            Expect.Equal("a claim for it", ClaimStatus.WorkerUnavailable, (await farm.TryClaimAsync((await farm.EnqueueAsync()).Id, worker)).Status);
        }
    }

    private static async Task A_draining_worker_that_left_is_not_forgotten(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.Cordon);
        await worker.DisconnectAsync();
        Expect.Equal("the phase of a cordoned worker that left", CellPhase.Draining, (await farm.CellAsync(CellKey.Worker("w1"))).Phase);
        Expect.Equal("its session", 0, (await farm.ReadWorkerAsync("w1")).Session);
        await farm.WorkerAsync("w1");
        Expect.Equal("its phase when it came back", CellPhase.Draining, (await farm.ReadWorkerAsync("w1")).Phase);
    }

    private static async Task What_is_active_in_an_instance_is_what_is_active_on_its_workers(FarmDriver farm)
    {
        var (one, two, three) = (await farm.WorkerAsync("w1", slots: 2, instance: "i1"), await farm.WorkerAsync("w2", instance: "i1"), await farm.WorkerAsync("w3", instance: "i2"));
        var first = await farm.StartAsync((await farm.EnqueueAsync()).Id, one);
        await farm.AssignAsync((await farm.EnqueueAsync()).Id, one);
        await farm.AssignAsync((await farm.EnqueueAsync()).Id, two);
        await farm.AssignAsync((await farm.EnqueueAsync()).Id, three);
        Expect.Equal("the jobs active in i1, i2", (3, 1), ((await farm.CellAsync(CellKey.Instance("i1"))).Active, (await farm.CellAsync(CellKey.Instance("i2"))).Active));
        await one.FinishAsync(first, JobOutcome.Succeeded);
        Expect.SameSet(
            "the jobs active in each instance, and on w1, when one of w1 is over",
            [("i1", 2), ("i2", 1)],
            (await farm.Store.Cells.ReadInstancesAsync(farm.Stop)).Select(static cell => (cell.Key.Id, cell.Active)));
        Expect.Equal("the jobs active on w1", 1, (await farm.CellAsync(CellKey.Worker("w1"))).Active);
    }

    private static async Task ExpectRefusedAsync(FarmDriver farm, CellKey key, CellMove move, CellStatus status, long? ifEpoch = null, long? batonEpoch = null)
    {
        var before = await farm.SnapshotAsync();
        var cell = await farm.CellAsync(key);
        var result = await farm.TryMoveAsync(key, move, ifEpoch, batonEpoch);
        Expect.Equal($"{move} of {key}, which is {cell.Phase}", status, result.Status);
        Expect.Equal("the cell that it returns", cell, result.Cell);
        await farm.ExpectUnchangedAsync(before, $"a change that was refused as {status}");
    }
}
