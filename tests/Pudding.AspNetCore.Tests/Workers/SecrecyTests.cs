using Microsoft.Extensions.DependencyInjection;
using Pudding.AspNetCore.Tests.Support;
using Pudding.Enrolment;
using Pudding.Protocol.Messages;
using Pudding.Secrets;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.AspNetCore.Tests.Workers;

public sealed class SecrecyTests
{
    [Fact]
    public async Task Neither_tokens_nor_secrets_are_logged_at_any_level_or_printed()
    {
        const string JobSecret = "the value of a job's secret";
        await using var farm = await WebFarm.StartAsync(static farm => farm.UseSecretSource(static (_, _) =>
            new(new Dictionary<string, SecretValue> { ["key"] = new(JobSecret) })));
        var token = await farm.TokenAsync();
        var boot = farm.BootToken();
        var (one, two) = (await farm.RegisterAsync(token), await farm.RegisterAsync(boot));
        await new Machine(farm).TryRegisterAsync(token);
        await new Machine(farm).TryRegisterAsync(token[..^3]);
        await one.ConnectAsync();
        var next = Machine.NewSecret();
        await one.SendAsync("credential", new WireCredential { Secret = next }, WireJson.Credential);
        await farm.Jobs.EnqueueAsync(JobGroupRequest.Of(new JobRequest { Tenant = TenantPath.Parse("a/b"), Queue = "linux", Secrets = ["key"] }));
        Assert.Equal(JobSecret, Assert.Single((await one.TakeAsync()).Secrets!).Value);
        (string Was, one.Secret) = (one.Secret, next);
        await one.BeatAsync();
        one.Secret = Was;
        await one.TryBeatAsync();

        string[] secrets = [token, boot, token.Split('.')[2], one.Secret, two.Secret, next, WebFarm.Secret, JobSecret];
        var log = string.Join('\n', farm.Logs.GetSnapshot().Select(static record => $"{record.Message} {string.Join(' ', record.StructuredState ?? [])} {record.Exception}"));
        Assert.Contains("is let in", log, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
        Assert.DoesNotContain(token, (await farm.Enrolment.MintAsync(new EnrolmentTokenRequest { Name = "n", Queues = ["linux"], Actor = "a" })).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pbt1", farm.Enrolment.MintBoot(new BootTokenRequest { InstanceId = "i", Queues = ["linux"], Slots = 1, IssuedAt = farm.Clock.GetUtcNow() }).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, new RegistrationRequest { Token = token, Secret = new byte[32] }.ToString(), StringComparison.Ordinal);
    }
}
