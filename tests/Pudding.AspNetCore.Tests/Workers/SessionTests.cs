using Pudding.AspNetCore.Tests.Support;
using Pudding.Jobs;
using Pudding.Protocol.Messages;

namespace Pudding.AspNetCore.Tests.Workers;

public sealed class SessionTests
{
    [Fact]
    public async Task A_job_goes_through_the_whole_loop_over_http()
    {
        await using var farm = await WebFarm.StartAsync();
        var machine = await farm.RegisterAsync();
        var connected = await machine.ConnectAsync();
        Assert.Equal(("connected", 2, 10_000, 15_000), (connected.Status, connected.Slots, connected.HeartbeatIntervalMs, connected.LeaseMarginMs));
        Assert.Equal(["linux"], connected.Queues);
        Assert.StartsWith("mac/", connected.WorkerId, StringComparison.Ordinal);

        var job = await farm.EnqueueAsync();
        var assignment = await machine.TakeAsync();
        Assert.Equal(job.Id.Value, assignment.Lease!.Job);
        Assert.Equal("rails/rails", assignment.Tenant);

        var renewed = await machine.BeatAsync(held: [assignment.Lease]);
        Assert.Equal([assignment.Lease], renewed.Renewed);
        var logged = (await machine.LogAsync(assignment.Lease, 0, "hello\n"u8.ToArray())).Good(WireJson.LogReply);
        Assert.Equal(("appended", 6), (logged.Status, logged.NextOffset));

        var settled = await machine.BeatAsync(results: [new WireResult { Lease = assignment.Lease, Outcome = new WireOutcome { Kind = "succeeded" }, RanForMs = 10 }]);
        Assert.Equal([assignment.Lease], settled.Settled);
        Assert.Equal(JobState.Succeeded, (await farm.Jobs.FindJobAsync(job.Id))!.State);
        Assert.Equal("hello\n", await farm.Jobs.ReadLogAsync(job.Id));
    }

    [Fact]
    public async Task A_heartbeat_that_waits_is_answered_when_a_job_is_enqueued()
    {
        await using var farm = await WebFarm.StartAsync();
        var machine = await farm.RegisterAsync();
        await machine.ConnectAsync();
        await machine.BeatAsync(free: 1);
        var waiting = machine.BeatAsync(free: 1, TimeSpan.FromSeconds(45));
        var job = await farm.EnqueueAsync();

        var reply = await Eventually.CompletesAsync("the heartbeat is answered", waiting, TimeSpan.FromSeconds(20));

        Assert.Equal(job.Id.Value, Assert.Single(reply.Assignments!).Lease!.Job);
    }
}
