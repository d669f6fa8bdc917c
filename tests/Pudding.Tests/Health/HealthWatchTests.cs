using Microsoft.Extensions.Logging;
using Pudding.Health;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Tests.Health;

/// <summary>What becomes of sick workers, from their heartbeats to the cordon, on fake time.</summary>
public sealed class HealthWatchTests : IDisposable
{
    private static readonly CellKey W1 = CellKey.Worker("w1");

    private readonly SickFarm _farm = new();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task A_worker_whose_machine_fails_again_and_again_is_cordoned_kept_and_reported()
    {
        await _farm.ConnectAsync("w1", "w2", "w3", "w4");
        var good = await _farm.TakeAsync("w1");
        for (var i = 0; i < 3; i++)
        {
            await _farm.WatchAsync();
            Assert.Empty(await _farm.CordonsAsync());
            var bad = await TakeBesideAsync("w1", good);
            await _farm.EndAsync("w1", bad, SickFarm.NoDisk, held: good);
        }

        await _farm.WatchAsync();

        var cordon = Assert.Single(await _farm.CordonsAsync());
        const string Reason = "3 jobs in a row failed because of the machine, and none succeeded in between. The newest: No disk.";
        Assert.Equal((W1, CellPhase.Ready, CellPhase.Draining, 1), (cordon.Cell, cordon.From, cordon.To, cordon.Active));
        Assert.StartsWith("3 jobs in a row failed because of the machine", cordon.Reason, StringComparison.Ordinal);
        Assert.Contains("No disk.", cordon.Reason, StringComparison.Ordinal);
        Assert.Equal((1600, LogLevel.Warning), (Assert.Single(_farm.Logs).Id.Id, _farm.Logs[0].Level));
        Assert.Contains("worker 'w1' is sick and was cordoned: " + Reason[..30], _farm.Logs[0].Message, StringComparison.Ordinal);
        Assert.Equal([true], _farm.Counted);

        // It is kept: it is connected, goes on with what it has, and gets nothing new.
        var worker = (await _farm.Control.ListAsync())[0];
        Assert.Equal(("w1", CellPhase.Draining, HealthOptions.Actor, true), (worker.WorkerId, worker.Phase, worker.HeldBackBy!.Actor, worker.IsConnected));
        await _farm.Farm.EnqueueAsync("a/x");
        await _farm.Farm.BeatAsync("w1", free: 1, held: [good]);
        await _farm.Farm.DispatchAsync();
        var reply = await _farm.Farm.BeatAsync("w1", free: 1, held: [good]);
        Assert.Equal((true, good, 0), (reply.IsDraining, Assert.Single(reply.Renewed), reply.Assignments.Count));
        await _farm.EndAsync("w1", good, JobOutcome.Succeeded);
        Assert.Equal(JobState.Succeeded, (await _farm.Farm.FindAsync(good.JobId)).State);
        Assert.Single(await _farm.Farm.FetchAsync("w2"));
    }

    [Fact]
    public async Task A_success_in_between_is_a_sign_of_health()
    {
        await _farm.ConnectAsync("w1", "w2");
        await _farm.RunAsync("w1", SickFarm.NoDisk, jobs: 2);
        await _farm.RunAsync("w1", JobOutcome.Succeeded);
        await _farm.RunAsync("w1", SickFarm.NoDisk, jobs: 2);

        await _farm.WatchAsync();

        Assert.Empty(await _farm.CordonsAsync());
        Assert.Empty(_farm.Logged);
    }

    [Fact]
    public async Task A_worker_whose_jobs_fail_far_more_often_than_its_peers_is_cordoned()
    {
        await _farm.ConnectAsync("w1", "w2", "w3");
        await _farm.RunAsync("w2", JobOutcome.Succeeded, jobs: 15);
        await _farm.RunAsync("w3", JobOutcome.Succeeded, jobs: 14);
        await _farm.RunAsync("w3", JobOutcome.Failed("a test"));
        await _farm.RunAsync("w1", JobOutcome.Failed("a test"), jobs: 9);
        await _farm.WatchAsync();
        Assert.Empty(await _farm.CordonsAsync());

        await _farm.RunAsync("w1", JobOutcome.Failed("a test"));
        await _farm.WatchAsync();

        var cordon = Assert.Single(await _farm.CordonsAsync());
        Assert.Equal(W1, cordon.Cell);
        Assert.StartsWith("10 of 10 builds failed; at the rate at which others of their tenants failed on other workers it would be 0.3", cordon.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_alone_is_not_compared_with_anybody()
    {
        await _farm.ConnectAsync("w1");
        await _farm.RunAsync("w1", JobOutcome.Failed("a test"), jobs: 40);
        await _farm.WatchAsync();

        Assert.Empty(await _farm.CordonsAsync());
        Assert.Empty(_farm.Logged);
    }

    [Fact]
    public async Task The_last_ready_one_goes_on_and_that_is_said_once()
    {
        await _farm.ConnectAsync("w1");
        for (var i = 0; i < 6; i++)
        {
            await _farm.RunAsync("w1", SickFarm.NoDisk);
            await _farm.WatchAsync();
        }

        Assert.Empty(await _farm.CordonsAsync());
        Assert.Equal([1601], _farm.Logged);
        Assert.StartsWith(
            "The worker 'w1' is sick, but goes on taking jobs: it is the last ready one of queue 'linux'. 3 jobs in a row", _farm.Logs[0].Message, StringComparison.Ordinal);
        Assert.Equal([false], _farm.Counted);

        // As soon as there is another it may go.
        await _farm.ConnectAsync("w2");
        await _farm.RunAsync("w1", SickFarm.NoDisk);
        await _farm.WatchAsync();
        Assert.Equal(W1, Assert.Single(await _farm.CordonsAsync()).Cell);
    }

    [Fact]
    public async Task A_fault_that_all_share_takes_no_queue_away()
    {
        var workers = Enumerable.Range(1, 8).Select(i => $"w{i}").ToArray();
        await _farm.ConnectAsync(workers);
        for (var round = 0; round < 5; round++)
        {
            foreach (var worker in (await _farm.Control.ListAsync()).Where(worker => worker.Phase == CellPhase.Ready))
                await _farm.RunAsync(worker.WorkerId, SickFarm.NoDisk);
            await _farm.WatchAsync();
        }

        Assert.Equal(2, (await _farm.CordonsAsync()).Count);
        Assert.Equal(6, (await _farm.Control.ListAsync()).Count(worker => worker.Phase == CellPhase.Ready));
        Assert.Equal([1600, 1600, .. Enumerable.Repeat(1601, 6)], _farm.Logged);
        Assert.Contains("of the 8 of queue 'linux' 2 are cordoned as sick, and 2 may be", _farm.Logs[^1].Message, StringComparison.Ordinal);
        Assert.Equal([true, true, false, false, false, false, false, false], _farm.Counted);
    }

    [Fact]
    public async Task Who_uncordons_begins_a_new_record()
    {
        await _farm.ConnectAsync("w1", "w2");
        await _farm.RunAsync("w1", SickFarm.NoDisk, jobs: 3);
        await _farm.WatchAsync();
        Assert.Equal(CellStatus.Done, (await _farm.Control.UncordonAsync(W1, "new disk", "ada")).Status);

        await _farm.RunAsync("w1", SickFarm.NoDisk, jobs: 2);
        await _farm.WatchAsync();
        Assert.Single(await _farm.CordonsAsync());

        await _farm.RunAsync("w1", SickFarm.NoDisk);
        await _farm.WatchAsync();
        Assert.Equal(2, (await _farm.CordonsAsync()).Count);
        Assert.Equal([1600, 1600], _farm.Logged);
    }

    [Fact]
    public async Task What_people_have_cordoned_is_left_to_them()
    {
        await _farm.ConnectAsync("w1", "w2");
        var leases = new[] { await _farm.TakeAsync("w1"), default };
        leases[1] = await TakeBesideAsync("w1", leases[0]);
        await _farm.RunAsync("w2", JobOutcome.Succeeded);
        await _farm.Control.CordonAsync(W1, "new kernel", "ada");
        await _farm.EndAsync("w1", leases[0], SickFarm.NoDisk, held: leases[1]);
        await _farm.EndAsync("w1", leases[1], SickFarm.NoDisk);
        await _farm.WatchAsync();
        await _farm.Control.UncordonAsync(W1, "done", "ada");
        await _farm.RunAsync("w1", SickFarm.NoDisk);
        await _farm.WatchAsync();

        Assert.Empty(await _farm.CordonsAsync());
    }

    [Fact]
    public async Task Workers_of_one_instance_are_one_machine_and_cordoned_with_it()
    {
        foreach (var worker in new[] { "i1/a", "i1/b", "i2/a", "i2/b" })
            await _farm.Farm.ConnectAsync(new WorkerRegistration { WorkerId = worker, InstanceId = worker[..2], Queues = ["linux"], Slots = 1 });
        await _farm.RunAsync("i1/a", SickFarm.NoDisk);
        await _farm.RunAsync("i2/a", SickFarm.NoDisk, jobs: 2);
        await _farm.RunAsync("i1/b", SickFarm.NoDisk);
        await _farm.WatchAsync();
        Assert.Empty(await _farm.CordonsAsync());

        await _farm.RunAsync("i1/b", SickFarm.NoDisk);
        await _farm.WatchAsync();

        Assert.Equal(CellKey.Instance("i1"), Assert.Single(await _farm.CordonsAsync()).Cell);
        Assert.Equal(
            [CellPhase.Draining, CellPhase.Draining, CellPhase.Ready, CellPhase.Ready],
            (await _farm.Control.ListAsync()).Select(worker => worker.Phase));
        Assert.Equal([1600], _farm.Logged);
    }

    [Fact]
    public async Task A_worker_that_loses_its_jobs_and_comes_back_is_sick_one_that_stays_away_is_none_of_its_concern()
    {
        await _farm.ConnectAsync("w1", "w2");
        for (var i = 0; i < 3; i++)
        {
            await _farm.TakeAsync("w1");
            _farm.Farm.Clock.Advance(TimeSpan.FromMinutes(2));
            await _farm.Farm.DispatchAsync();
            await _farm.WatchAsync();
            Assert.Empty(await _farm.CordonsAsync()); // also after the third: nobody can tell a cordon to who is away
            await _farm.Farm.ConnectAsync("w1");
            await _farm.Farm.BeatAsync("w2");
        }

        var lease = await _farm.TakeAsync("w1");
        await _farm.EndAsync("w1", lease, SickFarm.NoDisk);
        await _farm.WatchAsync();

        Assert.StartsWith("4 jobs in a row", Assert.Single(await _farm.CordonsAsync()).Reason, StringComparison.Ordinal);
    }

    /// <summary>The worker takes another job while it holds one.</summary>
    private async Task<LeaseKey> TakeBesideAsync(string worker, LeaseKey held)
    {
        await _farm.Farm.EnqueueAsync("a/x");
        await _farm.Farm.BeatAsync(worker, free: 1, held: [held]);
        await _farm.Farm.DispatchAsync();
        return Assert.Single((await _farm.Farm.BeatAsync(worker, held: [held])).Assignments).Lease;
    }
}
