using System.Net;
using System.Net.Http.Headers;
using Pudding.AspNetCore.Tests.Support;
using Pudding.Enrolment;
using Pudding.Protocol;
using Pudding.Protocol.Messages;

namespace Pudding.AspNetCore.Tests.Workers;

public sealed class CredentialTests
{
    [Fact]
    public async Task A_new_secret_takes_the_place_of_the_former_one_when_it_is_first_used()
    {
        await using var farm = await WebFarm.StartAsync();
        var machine = await farm.RegisterAsync();
        await machine.ConnectAsync();
        var (former, next) = (machine.Secret, Machine.NewSecret());

        for (var i = 0; i < 2; i++)
            Assert.True((await ChangeAsync(machine, next)).Good(WireJson.CredentialReply).ExpiresInMs > TimeSpan.FromDays(6.9).TotalMilliseconds);
        await machine.BeatAsync();
        machine.Secret = next;
        await machine.BeatAsync();
        (await ChangeAsync(machine, next)).Good(WireJson.CredentialReply);
        machine.Secret = former;
        (await machine.TryBeatAsync()).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Credential);
    }

    [Fact]
    public async Task A_credential_is_over_after_its_time_unless_it_was_given_a_new_secret()
    {
        await using var farm = await WebFarm.StartAsync();
        var (careless, careful) = (await farm.RegisterAsync(), await farm.RegisterAsync());
        await careless.ConnectAsync();
        Assert.InRange((await careful.ConnectAsync()).CredentialExpiresInMs, 1, (long)TimeSpan.FromDays(7).TotalMilliseconds);
        farm.Clock.Advance(TimeSpan.FromDays(6));
        var next = Machine.NewSecret();
        (await ChangeAsync(careful, next)).Good(WireJson.CredentialReply);
        careful.Secret = next;
        farm.Clock.Advance(TimeSpan.FromDays(2));

        (await careless.TryBeatAsync()).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Credential);
        await careful.BeatAsync();
    }

    [Fact]
    public async Task A_credential_that_was_revoked_is_refused_at_once_also_when_its_worker_waits()
    {
        await using var farm = await WebFarm.StartAsync();
        var machine = await farm.RegisterAsync();
        await machine.ConnectAsync();
        await machine.BeatAsync(free: 1);
        var waiting = machine.TryBeatAsync(free: 1, TimeSpan.FromSeconds(3));

        Assert.Equal([machine.Credential], await farm.Enrolment.RevokeAsync(new CredentialQuery { WorkerId = machine.WorkerId }, "alice", CancellationToken.None));

        (await machine.TryBeatAsync()).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Credential);
        (await waiting).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Credential);
        Assert.True(Assert.Single(await farm.Enrolment.ListAsync(new CredentialQuery(), CancellationToken.None)).IsRevoked);
    }

    [Fact]
    public async Task Another_host_hears_of_a_revocation_within_seconds()
    {
        await using var farm = await WebFarm.StartAsync();
        var machine = await farm.RegisterAsync();
        await machine.ConnectAsync();
        await farm.Get<Pudding.Storage.ICredentialStore>().RevokeAsync(new CredentialQuery { Id = machine.Credential }, CancellationToken.None); // as another host would
        farm.Clock.Advance(TimeSpan.FromSeconds(4));
        (await machine.TryBeatAsync()).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Credential);
    }

    [Fact]
    public async Task Nobody_revokes_everything_by_saying_nothing()
    {
        await using var farm = await WebFarm.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => farm.Enrolment.RevokeAsync(new CredentialQuery(), "alice", CancellationToken.None).AsTask());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("Bearer nothing")]
    [InlineData("Bearer .x")]
    [InlineData("Bearer {id}")]
    [InlineData("Bearer {id}.")]
    [InlineData("Bearer {id}.AAAA")]
    [InlineData("Bearer {id}.{secret}A")]
    [InlineData("Bearer x{id}.{secret}")]
    public async Task What_is_no_credential_is_refused(string header)
    {
        await using var farm = await WebFarm.StartAsync();
        var machine = await farm.RegisterAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "connect") { Content = new StringContent("""{"protocol":1}""", MediaTypeHeaderValue.Parse("application/json")) };
        request.Headers.TryAddWithoutValidation("Authorization", header.Replace("{id}", machine.Credential, StringComparison.Ordinal).Replace("{secret}", machine.Secret, StringComparison.Ordinal));

        var answer = await machine.SendAsync(request, authorize: false);

        answer.Refused(HttpStatusCode.Unauthorized, ProblemCodes.Credential);
        Assert.Equal("Bearer", answer.Response.Headers.WwwAuthenticate.ToString());
    }

    private static Task<Answer> ChangeAsync(Machine machine, string secret) => machine.SendAsync("credential", new WireCredential { Secret = secret }, WireJson.Credential);
}
