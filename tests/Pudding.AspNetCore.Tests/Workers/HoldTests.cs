using System.Net;
using Pudding.AspNetCore.Tests.Support;
using Pudding.Protocol;
using Pudding.Protocol.Messages;
using Pudding.Workers;

namespace Pudding.AspNetCore.Tests.Workers;

/// <summary>Of answers that are held back.</summary>
public sealed class HoldTests
{
    [Fact]
    public async Task An_answer_is_held_back_no_longer_than_the_host_allows()
    {
        await using var farm = await WebFarm.StartAsync(static farm => farm.AddWorkerEndpoints(static o => o.MaxHold = TimeSpan.FromMilliseconds(200)));
        var machine = await farm.RegisterAsync();
        await machine.ConnectAsync();

        var reply = await Eventually.CompletesAsync("the heartbeat is answered", machine.BeatAsync(free: 1, TimeSpan.FromDays(1)), TimeSpan.FromSeconds(20));

        Assert.Equal("accepted", reply.Status);
    }

    [Fact]
    public async Task A_worker_that_hangs_up_is_waited_for_no_longer_and_gets_the_job_with_its_next_heartbeat()
    {
        await using var farm = await WebFarm.StartAsync();
        var machine = await farm.RegisterAsync();
        await machine.ConnectAsync();
        using var stop = new CancellationTokenSource();
        var request = new HttpRequestMessage(HttpMethod.Post, "heartbeat")
        {
            Content = new StringContent($$"""{"session":{{machine.Session}},"sequence":1000,"freeSlots":1,"waitMs":45000}""", System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json")),
        };
        var waiting = machine.SendAsync(request, cancellationToken: stop.Token);
        await Eventually.TrueAsync("its offer has come", () => farm.Get<IWorkerControl>().ListAsync(default).AsTask().Result.Any(static worker => worker.IsConnected));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        var job = await farm.EnqueueAsync();
        await machine.ConnectAsync();
        Assert.Equal(job.Id.Value, (await machine.TakeAsync()).Lease!.Job);
        Assert.DoesNotContain(farm.Logs.GetSnapshot(), static record => record.Id.Id == 2053);
    }

    [Fact]
    public async Task A_host_that_stops_sends_those_away_who_wait()
    {
        await using var farm = await WebFarm.StartAsync();
        var machine = await farm.RegisterAsync();
        await machine.ConnectAsync();
        await machine.BeatAsync(free: 1);
        var waiting = machine.TryBeatAsync(free: 1, TimeSpan.FromSeconds(45));
        await Eventually.TrueAsync("the heartbeat waits", () => farm.Logs.GetSnapshot().Count(static record => record.Message.Contains("Request starting", StringComparison.Ordinal) && record.Message.Contains("heartbeat", StringComparison.Ordinal)) >= 2);

        await Eventually.CompletesAsync("the host stops", farm.StopAsync(), TimeSpan.FromSeconds(20));

        (await waiting).Refused(HttpStatusCode.ServiceUnavailable, ProblemCodes.Unavailable);
    }
}
