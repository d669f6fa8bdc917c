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

internal static class RetirementScenarios
{
    private const string Retire = "CellMove.Retire: from draining to retired, if nothing is active.";

    private const string Force = "CellMove.ForceRetire: to retired at once. What is active is interrupted: it goes back to its queue, and the worker's lease on it is over.";

    private const string Final = "ICellStore: retired is final.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("retirement")
    {
        { A_worker_with_a_job_is_not_retired, Retire },
        { An_instance_with_a_job_on_any_worker_is_not_retired, Retire },
        { A_worker_that_has_drained_is_retired, Retire },
        { Retired_is_final, Final },
        { A_retired_worker_gets_no_session, "IWorkerStore.ConnectAsync: none for a worker that is retired." },
        { A_worker_of_a_retired_instance_gets_no_session, "IWorkerStore.ConnectAsync: none for a worker whose instance is retired." },
        { A_retired_worker_is_told_to_end, "HeartbeatStatus.Retired: the worker, or its instance, was retired: stop what runs, it was taken away, and end. Nothing is changed." },
        { Force_interrupts_what_a_worker_has, Force },
        { Force_interrupts_what_the_workers_of_an_instance_have, Force },
        { Force_retires_a_worker_that_left, Force },
        { Force_retires_an_instance_whose_workers_left, Force },
        { A_job_that_is_interrupted_too_often_fails, "NewJob.MaxInfrastructureLosses: how often it may be lost with its worker; once more, and it fails." },
        { Only_a_retired_instance_is_forgotten, "ICellStore.ForgetAsync: forgets the cell of an instance that is retired, with those of its workers; false for one that is unknown or not retired." },
        { A_forgotten_instance_may_come_back, "ICellStore.ForgetAsync: forgets the cell of an instance that is retired, with those of its workers." },
    };

    private static async Task A_worker_with_a_job_is_not_retired(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", slots: 2);
        var lease = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.Cordon);
        await ExpectBusyAsync(farm, CellKey.Worker("w1"), "a job is on its way to it");
        await worker.AcknowledgeAsync(lease);
        await ExpectBusyAsync(farm, CellKey.Worker("w1"), "it runs a job");
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.Retire);
    }

    private static async Task An_instance_with_a_job_on_any_worker_is_not_retired(FarmDriver farm)
    {
        await farm.WorkerAsync("w1", instance: "i1");
        var busy = await farm.WorkerAsync("w2", instance: "i1");
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, busy);
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.Cordon);
        await ExpectBusyAsync(farm, CellKey.Instance("i1"), "one of its workers runs a job");
        await busy.DisconnectAsync();
        await ExpectBusyAsync(farm, CellKey.Instance("i1"), "a worker that left still has a job");
        busy = await farm.ConnectAsync("w2", instance: "i1");
        await busy.FinishAsync(lease, JobOutcome.Succeeded);
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.Retire);
    }

    private static async Task A_worker_that_has_drained_is_retired(FarmDriver farm)
    {
        await farm.WorkerAsync("w1", instance: "i1");
        foreach (var key in new[] { CellKey.Worker("w1"), CellKey.Instance("i1") })
        {
            await farm.MoveAsync(key, CellMove.Cordon);
            Expect.Equal($"the phase of {key}", CellPhase.Retired, (await farm.MoveAsync(key, CellMove.Retire)).Phase);
            Expect.Equal($"the phase of {key}, found afterwards", CellPhase.Retired, (await farm.CellAsync(key)).Phase);
        }
    }

    private static async Task Retired_is_final(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.ForceRetire);
        foreach (var move in new[] { CellMove.Uncordon, CellMove.Cordon })
            Expect.Equal($"{move} of a retired worker", CellStatus.WrongPhase, (await farm.TryMoveAsync(CellKey.Worker("w1"), move)).Status);
        Expect.Equal("its phase", CellPhase.Retired, (await farm.CellAsync(CellKey.Worker("w1"))).Phase);
        Expect.Equal("a claim for it", ClaimStatus.WorkerUnavailable, (await farm.TryClaimAsync((await farm.EnqueueAsync()).Id, worker)).Status);
    }

    private static async Task A_retired_worker_gets_no_session(FarmDriver farm)
    {
        await farm.WorkerAsync("w1");
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.ForceRetire);
        await ExpectNoSessionAsync(farm, "w1", null);
    }

    private static async Task A_worker_of_a_retired_instance_gets_no_session(FarmDriver farm)
    {
        await farm.WorkerAsync("w1", instance: "i1");
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.ForceRetire);
        await ExpectNoSessionAsync(farm, "w1", "i1");
        await ExpectNoSessionAsync(farm, "w2", "i1");
        await farm.WorkerAsync("w3", instance: "i2");
    }

    private static async Task A_retired_worker_is_told_to_end(FarmDriver farm)
    {
        var (one, two) = (await farm.WorkerAsync("w1"), await farm.WorkerAsync("w2", instance: "i1"));
        var (first, second) = (await farm.StartAsync((await farm.EnqueueAsync()).Id, one), await farm.StartAsync((await farm.EnqueueAsync()).Id, two));
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.ForceRetire);
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.ForceRetire);
        var before = await farm.SnapshotAsync();
        foreach (var (worker, lease) in new[] { (one, first), (two, second) })
        {
            var reply = await worker.SendAsync(worker.Next(free: 1, worker.Result(lease, JobOutcome.Succeeded)));
            Expect.Equal($"the status of a heartbeat of {worker.Id}, which is retired by itself or with its instance", HeartbeatStatus.Retired, reply.Status);
            Expect.Equal("what else its answer says", (0, 0, 0), (reply.Renewed.Count, reply.Settled.Count, reply.Assignments.Count));
        }

        await farm.ExpectUnchangedAsync(before, "heartbeats of retired workers");
    }

    private static async Task Force_interrupts_what_a_worker_has(FarmDriver farm)
    {
        var (worker, other) = (await farm.WorkerAsync("w1", slots: 2), await farm.WorkerAsync("w2"));
        var running = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var assigned = await farm.AssignAsync((await farm.EnqueueAsync()).Id, worker);
        var elsewhere = await farm.StartAsync((await farm.EnqueueAsync()).Id, other);
        var cell = await farm.MoveAsync(CellKey.Worker("w1"), CellMove.ForceRetire);
        Expect.Equal("the phase of the cell, and the jobs active on it", (CellPhase.Retired, 0), (cell.Phase, cell.Active));
        await ExpectInterruptedAsync(farm, running, assigned);
        await farm.ExpectAsync(elsewhere.JobId, JobState.Running, losses: 0);
    }

    private static async Task Force_interrupts_what_the_workers_of_an_instance_have(FarmDriver farm)
    {
        var (one, two, other) = (await farm.WorkerAsync("w1", instance: "i1"), await farm.WorkerAsync("w2", instance: "i1"), await farm.WorkerAsync("w3", instance: "i2"));
        var first = await farm.StartAsync((await farm.EnqueueAsync()).Id, one);
        var second = await farm.AssignAsync((await farm.EnqueueAsync()).Id, two);
        var elsewhere = await farm.StartAsync((await farm.EnqueueAsync()).Id, other);
        Expect.Equal("the jobs active in the instance", 0, (await farm.MoveAsync(CellKey.Instance("i1"), CellMove.ForceRetire)).Active);
        await ExpectInterruptedAsync(farm, first, second);
        await farm.ExpectAsync(elsewhere.JobId, JobState.Running, losses: 0);
    }

    private static async Task Force_retires_a_worker_that_left(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await worker.DisconnectAsync();
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.ForceRetire);
        await farm.ExpectAsync(lease.JobId, JobState.Pending, JobCause.Interrupted, losses: 1);
        Expect.Equal("the phase of the worker, found afterwards", CellPhase.Retired, (await farm.CellAsync(CellKey.Worker("w1"))).Phase);
        await ExpectNoSessionAsync(farm, "w1", null);
    }

    private static async Task Force_retires_an_instance_whose_workers_left(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1", instance: "i1");
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await worker.DisconnectAsync();
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.ForceRetire);
        await farm.ExpectAsync(lease.JobId, JobState.Pending, JobCause.Interrupted, losses: 1);
        Expect.Equal("the phase of the instance, found afterwards", CellPhase.Retired, (await farm.CellAsync(CellKey.Instance("i1"))).Phase);
        await ExpectNoSessionAsync(farm, "w1", "i1");
    }

    private static async Task A_job_that_is_interrupted_too_often_fails(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync("w1");
        var job = await farm.EnqueueAsync(with: static given => given with { MaxInfrastructureLosses = 0 });
        await farm.StartAsync(job.Id, worker);
        await farm.MoveAsync(CellKey.Worker("w1"), CellMove.ForceRetire);
        await farm.ExpectAsync(job.Id, JobState.Failed, JobCause.Interrupted, losses: 1);
    }

    private static async Task Only_a_retired_instance_is_forgotten(FarmDriver farm)
    {
        var key = CellKey.Instance("i1");
        Expect.Equal("forgetting an instance that nobody knows", false, await farm.Store.Cells.ForgetAsync(key, farm.Stop));
        await farm.WorkerAsync("w1", instance: "i1");
        Expect.Equal("forgetting an instance that is ready", false, await farm.Store.Cells.ForgetAsync(key, farm.Stop));
        await farm.MoveAsync(key, CellMove.Cordon);
        Expect.Equal("forgetting an instance that drains", false, await farm.Store.Cells.ForgetAsync(key, farm.Stop));
        Expect.Equal("its phase", CellPhase.Draining, (await farm.CellAsync(key)).Phase);
        await farm.MoveAsync(key, CellMove.Retire);
        Expect.Equal("forgetting an instance that is retired", true, await farm.Store.Cells.ForgetAsync(key, farm.Stop));
        Expect.Equal("its cell", null, await farm.Store.Cells.FindAsync(key, farm.Stop));
        Expect.Equal("forgetting it again", false, await farm.Store.Cells.ForgetAsync(key, farm.Stop));
    }

    private static async Task A_forgotten_instance_may_come_back(FarmDriver farm)
    {
        await farm.WorkerAsync("w1", instance: "i1");
        await farm.MoveAsync(CellKey.Instance("i1"), CellMove.ForceRetire);
        await farm.Store.Cells.ForgetAsync(CellKey.Instance("i1"), farm.Stop);
        farm.Note("forget instance 'i1'");
        Expect.Equal("its worker", null, await farm.FindWorkerAsync("w1"));
        Expect.Empty("the instances", await farm.Store.Cells.ReadInstancesAsync(farm.Stop));
        var worker = await farm.WorkerAsync("w1", instance: "i1");
        Expect.Equal("the phase of an instance that came back after it was forgotten", CellPhase.Ready, (await farm.CellAsync(CellKey.Instance("i1"))).Phase);
        await farm.ClaimAsync((await farm.EnqueueAsync()).Id, worker);
    }

    private static async Task ExpectBusyAsync(FarmDriver farm, CellKey key, string why)
    {
        var before = await farm.SnapshotAsync();
        Expect.Equal($"retiring {key} ({why})", CellStatus.Busy, (await farm.TryMoveAsync(key, CellMove.Retire)).Status);
        await farm.ExpectUnchangedAsync(before, "a retirement that was refused");
    }

    private static async Task ExpectNoSessionAsync(FarmDriver farm, string worker, string? instance)
    {
        var reply = await farm.TryConnectAsync(worker, instance: instance);
        Expect.Equal($"connecting {worker}, which is retired by itself or with its instance", (ConnectStatus.Retired, 0L), (reply.Status, reply.Session));
    }

    private static async Task ExpectInterruptedAsync(FarmDriver farm, LeaseKey running, LeaseKey assigned)
    {
        foreach (var (lease, attempt) in new[] { (running, 1), (assigned, 0) })
        {
            await farm.ExpectAsync(lease.JobId, JobState.Pending, JobCause.Interrupted, attempt: 0, losses: 1);
            var told = Expect.Single("job.requeued", await farm.EventsAsync<JobRequeued>(lease.JobId));
            Expect.Equal("its cause, and the attempt that ended", (JobCause.Interrupted, attempt), (told.Cause, told.Attempt));
        }

        await farm.ExpectReadyAsync("both were interrupted", running.JobId, assigned.JobId);
    }
}
