using System.Text.Json;
using System.Text.Json.Nodes;
using Pudding.Agent.Tests.Support;

namespace Pudding.Agent.Tests.Life;

public sealed class SettingsTests
{
    private const string Good = """ "url": "http://127.0.0.1:1", "stateDirectory": "/nowhere" """;

    [Theory]
    [InlineData("""{ "stateDirectory": "/nowhere" }""", "HttpTransportOptions.Url: it is missing, or not absolute")]
    [InlineData("""{ "url": "http://farm.example", "stateDirectory": "/nowhere" }""", "HttpTransportOptions.Url: http:// sends jobs, secrets and the credential in clear to farm.example.")]
    [InlineData("""{ "url": "ftp://farm.example", "stateDirectory": "/nowhere" }""", "HttpTransportOptions.Url: 'ftp' is neither https nor http.")]
    [InlineData("""{ "url": "http://127.0.0.1:1", "stateDirectory": "here" }""", "HttpTransportOptions.StateDirectory: 'here' is not an absolute path.")]
    [InlineData("{" + Good + """, "slots": 0 }""", "Slots")]
    [InlineData("{" + Good + """, "slots": "many" }""", "slots: it is not what it should be (line 1).")]
    [InlineData("{" + Good + """, "certificatePins": ["md5//x"] }""", "HttpTransportOptions.CertificatePins: 'md5//x'")]
    [InlineData("{" + Good + """, "certificateAuthorityFile": "/no/file" }""", "HttpTransportOptions.CertificateAuthorityFile: '/no/file'")]
    [InlineData("{" + Good + """, "isolation": "Sometimes" }""", "isolation: it is not what it should be (line 1).")]
    [InlineData("{" + Good + """, "drainTimeout": "-00:00:01" }""", "DrainTimeout: -00:00:01 is not from zero")]
    [InlineData("url = x", "it is no JSON")]
    [InlineData("null", "it is null")]
    public async Task A_setting_that_is_wrong_is_named(string settings, string words)
    {
        await using var farm = await AgentFarm.OpenAsync();
        var agent = farm.StartWith("a", settings);
        Assert.Equal(2, await agent.ExitAsync());
        Assert.Contains(words, agent.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", agent.Output, StringComparison.Ordinal); // not among a host's own words
    }

    [Theory]
    [InlineData("workRoot", "jobs", "WorkRoot: 'jobs'")]
    [InlineData("maxProcesses", 0, "Isolation.MaxProcesses: 0 is less than 1.")]
    public async Task A_machine_that_can_run_nothing_has_not_used_up_its_token(string setting, object value, string words)
    {
        await using var farm = await AgentFarm.OpenAsync();
        var token = await farm.TokenAsync();
        var agent = farm.Start("a", token, new JsonObject { [setting] = JsonSerializer.SerializeToNode(value) });
        Assert.Equal(2, await agent.ExitAsync());
        Assert.Contains(words, agent.Output, StringComparison.Ordinal);

        await farm.JoinAsync("b", token);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_named()
    {
        await using var farm = await AgentFarm.OpenAsync();
        using var agent = AgentProcess.Start(new Dictionary<string, string> { ["PUDDING_BOOTSTRAP_FILE"] = farm.SettingsOf("none") });
        Assert.Equal(2, await agent.ExitAsync());
        Assert.Contains(farm.SettingsOf("none"), agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_without_a_token_and_without_a_credential_says_what_it_needs()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var agent = farm.Start("a", more: new JsonObject { ["tokne"] = "pbt1" });
        Assert.Equal(2, await agent.ExitAsync());
        Assert.Contains("left alone: tokne.", agent.Output, StringComparison.Ordinal);
        Assert.Contains("HttpTransportOptions.Token: give it a boot or enrolment token of the farm.", agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_not_known_is_told_and_left_alone()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var token = await farm.TokenAsync();
        var (agent, _) = await farm.JoinAsync("a", token, new JsonObject { ["ofTomorrow"] = new JsonObject { ["x"] = 1 }, ["sltos"] = 3 });
        await Eventually.TrueAsync("they are named", () => agent.Output.Contains("ofTomorrow, sltos", StringComparison.Ordinal));
        Assert.DoesNotContain(token, agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_reads_the_credential()
    {
        await using var farm = await AgentFarm.OpenAsync();
        await farm.JoinAsync("a");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(farm.StateOf("a")));
        Assert.All(
            Directory.EnumerateFiles(farm.StateOf("a")),
            static file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Theory]
    [InlineData("--help", 0, "Usage: Pudding.Agent")]
    [InlineData("--version", 0, ".")]
    [InlineData("--nonsense", 2, "Usage: Pudding.Agent")]
    public async Task It_speaks_for_itself(string argument, int code, string words)
    {
        using var agent = AgentProcess.Start(new Dictionary<string, string>(), argument);
        Assert.Equal(code, await agent.ExitAsync());
        Assert.Contains(words, agent.Output, StringComparison.Ordinal);
    }
}
