using System.Net;
using Pudding.AspNetCore.Tests.Support;
using Pudding.Protocol;

namespace Pudding.AspNetCore.Tests.Workers;

public sealed class FailureLimitTests
{
    [Fact]
    public async Task Who_fails_too_often_is_refused_for_a_minute_and_known_workers_of_the_same_address_are_heard()
    {
        await using var farm = await WebFarm.StartAsync(static farm => farm.AddWorkerEndpoints(static o => o.MaxFailuresPerMinute = 3));
        var known = await farm.RegisterAsync();
        await known.ConnectAsync();
        var stranger = new Machine(farm) { Credential = "c0" };
        for (var i = 0; i < 3; i++)
            (await stranger.TryBeatAsync()).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Credential);

        var blocked = await stranger.TryBeatAsync();
        blocked.Refused(HttpStatusCode.TooManyRequests, ProblemCodes.TooMany);
        Assert.InRange(blocked.Response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        (await new Machine(farm).TryRegisterAsync(await farm.TokenAsync())).Refused(HttpStatusCode.TooManyRequests, ProblemCodes.TooMany);
        await known.BeatAsync();
        (await new Machine(farm) { Credential = known.Credential }.TryBeatAsync()).Refused(HttpStatusCode.TooManyRequests, ProblemCodes.TooMany);
        farm.Clock.Advance(TimeSpan.FromSeconds(30));
        await known.BeatAsync();

        farm.Clock.Advance(TimeSpan.FromSeconds(31));
        (await stranger.TryBeatAsync()).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Credential);
        await farm.RegisterAsync();
    }

    [Fact]
    public async Task Wrong_tokens_count_as_failures()
    {
        await using var farm = await WebFarm.StartAsync(static farm => farm.AddWorkerEndpoints(static o => o.MaxFailuresPerMinute = 2));
        for (var i = 0; i < 2; i++)
            (await new Machine(farm).TryRegisterAsync("pbt1.x.y")).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Token);
        (await new Machine(farm).TryRegisterAsync(farm.BootToken())).Refused(HttpStatusCode.TooManyRequests, ProblemCodes.TooMany);
    }
}
