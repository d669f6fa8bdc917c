using System.Buffers.Text;
using System.Net;
using System.Text;
using Pudding.AspNetCore.Tests.Support;
using Pudding.Enrolment;
using Pudding.Instances;
using Pudding.Protocol;
using Pudding.Protocol.Messages;
using Pudding.Workers;

namespace Pudding.AspNetCore.Tests.Workers;

public sealed class RegistrationTests
{
    [Fact]
    public async Task An_answer_that_was_lost_comes_again_and_another_secret_is_refused()
    {
        await using var farm = await WebFarm.StartAsync();
        var token = await farm.TokenAsync();
        var machine = new Machine(farm);
        var first = await machine.RegisterAsync(token);

        Assert.Equal((first.Credential, first.WorkerId), (await machine.RegisterAsync(token)) is var again ? (again.Credential, again.WorkerId) : default);
        var problem = (await new Machine(farm).TryRegisterAsync(token)).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Token);
        Assert.Contains("used already", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_several_uses_lets_as_many_machines_in_each_under_a_name_of_its_own()
    {
        await using var farm = await WebFarm.StartAsync();
        var token = await farm.TokenAsync(uses: 2);
        var one = await farm.RegisterAsync(token);
        var two = await farm.RegisterAsync(token);

        Assert.NotEqual(one.WorkerId, two.WorkerId);
        (await new Machine(farm).TryRegisterAsync(token)).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Token);
        Assert.Equal(2, Assert.Single(await farm.Enrolment.ListTokensAsync(CancellationToken.None)).Uses);
    }

    [Fact]
    public async Task Two_machines_with_one_token_at_once_get_one_credential()
    {
        await using var farm = await WebFarm.StartAsync();
        var token = farm.BootToken();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new Machine(farm).TryRegisterAsync(token)));

        Assert.Single(answers, static answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(static answer => answer.Status != HttpStatusCode.OK), static answer => answer.Refused(HttpStatusCode.Unauthorized, ProblemCodes.Token));
    }

    [Fact]
    public async Task A_boot_token_is_the_same_each_time_and_makes_the_worker_of_its_instance()
    {
        await using var farm = await WebFarm.StartAsync();
        var request = new BootTokenRequest { InstanceId = "i-7", Queues = ["linux"], Slots = 2, Pool = "small", IssuedAt = farm.Clock.GetUtcNow() };
        var token = farm.Enrolment.MintBoot(request);

        Assert.Equal((token.Id, token.Token.Reveal()), farm.Enrolment.MintBoot(request with { }) is var again ? (again.Id, again.Token.Reveal()) : default);
        Assert.NotEqual(token.Id, farm.Enrolment.MintBoot(request with { Slots = 3 }).Id);
        var machine = await farm.RegisterAsync(token.Token.Reveal());
        Assert.Equal("i-7", machine.WorkerId);
        await machine.ConnectAsync();
        var worker = Assert.Single(await farm.Get<IWorkerControl>().ListAsync(CancellationToken.None));
        Assert.Equal(("i-7", "i-7", 2), (worker.WorkerId, worker.InstanceId, worker.Slots));
    }

    [Fact]
    public async Task A_token_that_is_over_or_revoked_lets_nobody_in()
    {
        await using var farm = await WebFarm.StartAsync();
        var minted = await farm.Enrolment.MintAsync(new EnrolmentTokenRequest { Name = "mac", Queues = ["linux"], Actor = "alice" }, CancellationToken.None);
        Assert.True(await farm.Enrolment.RevokeTokenAsync(minted.Id, "alice", CancellationToken.None));
        Assert.Contains("revoked", (await new Machine(farm).TryRegisterAsync(minted.Token.Reveal())).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Token).Detail, StringComparison.Ordinal);

        var over = await farm.TokenAsync(lifetime: TimeSpan.FromMinutes(5));
        farm.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Contains("over", (await new Machine(farm).TryRegisterAsync(over)).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Token).Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string> Tampered => ["payload", "signature", "version", "other-secret", "garbage", "empty", "cut", "padded"];

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task A_token_that_was_changed_or_signed_by_another_lets_nobody_in(string how)
    {
        await using var farm = await WebFarm.StartAsync();
        var token = farm.BootToken();
        var parts = token.Split('.');
        var other = parts[0] + "." + parts[1] + "." + Base64Url.EncodeToString(
            System.Security.Cryptography.HMACSHA256.HashData("another secret of the tests, long enough"u8.ToArray(), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")));
        var changed = how switch
        {
            "payload" => $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("\"slots\":2", "\"slots\":9", StringComparison.Ordinal)))}.{parts[2]}",
            "signature" => $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}",
            "version" => "pbt2" + token[4..],
            "other-secret" => other,
            "garbage" => "pbt1.. .%",
            "empty" => "",
            "cut" => token[..^1],
            _ => token + "=",
        };
        Assert.NotEqual(token, changed);

        (await new Machine(farm).TryRegisterAsync(changed)).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Token);

        await farm.RegisterAsync(token);
    }

    [Fact]
    public async Task A_former_signing_secret_still_verifies_and_one_that_was_removed_does_not()
    {
        const string Former = "the secret of last year, which is long enough";
        await using var old = await WebFarm.StartAsync(static farm => farm.AddEnrolment(static o => { o.SigningSecrets.Clear(); o.SigningSecrets.Add(Former); }));
        var token = old.BootToken();
        await using var both = await WebFarm.StartAsync(static farm => farm.AddEnrolment(static o => o.SigningSecrets.Add(Former)));
        await both.RegisterAsync(token);
        await using var gone = await WebFarm.StartAsync();
        (await new Machine(gone).TryRegisterAsync(token)).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Token);
    }

    [Theory]
    [InlineData("token", null, "good")]
    [InlineData("secret", "t", null)]
    [InlineData("secret", "t", "short")]
    [InlineData("secret", "t", "not base64url!")]
    public async Task A_field_that_is_wrong_is_named(string field, string? token, string? secret)
    {
        await using var farm = await WebFarm.StartAsync();
        var message = new WireRegister { Protocol = 1, Token = token, Secret = secret == "good" ? Machine.NewSecret() : secret };

        var problem = (await new Machine(farm).SendAsync("register", message, WireJson.Register, authorize: false)).Refused(HttpStatusCode.BadRequest, ProblemCodes.Invalid);

        Assert.Equal(field, problem.Field);
    }

    [Theory]
    [InlineData("mini\n2000: Worker 'x' is let in")]
    [InlineData("m\u001b[2J")]
    public async Task A_name_that_would_forge_lines_of_the_log_is_refused(string machine)
    {
        await using var farm = await WebFarm.StartAsync();
        var message = new WireRegister { Protocol = 1, Token = farm.BootToken(), Secret = Machine.NewSecret(), Machine = machine };
        Assert.Equal("machine", (await new Machine(farm).SendAsync("register", message, WireJson.Register, authorize: false)).Refused(HttpStatusCode.BadRequest, ProblemCodes.Invalid).Field);
    }

    [Fact]
    public async Task The_cell_of_an_instance_that_is_forgotten_takes_its_credential_with_it()
    {
        await using var farm = await WebFarm.StartAsync();
        var machine = await farm.RegisterAsync(farm.BootToken("i-1"));
        await machine.ConnectAsync();
        var workers = farm.Get<IWorkerControl>();
        await workers.ForceRetireAsync(CellKey.Instance("i-1"), "Gone.", "alice", CancellationToken.None);
        Assert.Equal("retired", (await machine.BeatAsync()).Status);

        Assert.True(await workers.ForgetAsync(CellKey.Instance("i-1"), CancellationToken.None));

        (await machine.TryBeatAsync()).Refused(HttpStatusCode.Unauthorized, ProblemCodes.Credential);
    }
}
