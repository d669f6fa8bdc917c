using System.Text.Json;
using Pudding.Jobs;
using Pudding.Worker.Commands;

namespace Pudding.Worker.Tests.Commands;

public sealed class CommandJobTests
{
    [Fact]
    public void ToPayload_then_Read_gives_every_field_back()
    {
        var job = new CommandJob
        {
            Command = "make",
            Arguments = ["all", "it's \"quoted\""],
            Environment = new Dictionary<string, string> { ["A"] = "b=c" },
            SecretEnvironment = new Dictionary<string, string> { ["TOKEN"] = "registry-token" },
            WorkingDirectory = "/src",
            MaxLogBytes = 17,
            KillGrace = TimeSpan.FromSeconds(3),
        };

        var read = CommandJob.Read(job.ToPayload());

        Assert.Equal(job.Arguments, read.Arguments);
        Assert.Equal(job.Environment, read.Environment);
        Assert.Equal(job.SecretEnvironment, read.SecretEnvironment);
        Assert.Equal(job with { Arguments = read.Arguments, Environment = read.Environment, SecretEnvironment = read.SecretEnvironment }, read);
    }

    [Fact]
    public void ToPayload_of_a_wrong_job_names_every_wrong_field()
    {
        var job = new CommandJob
        {
            Arguments = ["a\0b"],
            Environment = new Dictionary<string, string> { ["A=B"] = "", ["PUDDING_JOB_ID"] = "", ["TWICE"] = "" },
            SecretEnvironment = new Dictionary<string, string> { [""] = "a", ["PUDDING_QUEUE"] = "a", ["TWICE"] = "a" },
            WorkingDirectory = "relative",
            MaxLogBytes = 0,
            KillGrace = TimeSpan.FromSeconds(-1),
        };

        var message = Assert.Throws<InvalidOperationException>(job.ToPayload).Message;

        Assert.All(
            ["Command: ", "Arguments: ", "Arguments[0]: ", "Environment['A=B']: ", "Environment['PUDDING_JOB_ID']: ", "WorkingDirectory: ",
                "MaxLogBytes: ", "KillGrace: ", "SecretEnvironment['']: ", "SecretEnvironment['PUDDING_QUEUE']: ", "SecretEnvironment['TWICE']: "],
            field => Assert.Contains(field, message, StringComparison.Ordinal));
    }

    [Fact]
    public void ToPayload_of_command_and_script_is_refused() =>
        Assert.Contains("not both", Assert.Throws<InvalidOperationException>(new CommandJob { Command = "a", Script = "b" }.ToPayload).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"Script\":\"true\",\"Arguments\":null}")]
    [InlineData("{\"Script\":\"true\",\"Environment\":null}")]
    [InlineData("{\"Script\":\"true\",\"SecretEnvironment\":null}")]
    [InlineData("{\"Command\":\"true\",\"Arguments\":[null]}")]
    public void Read_of_bad_json_is_refused(string json)
    {
        var payload = new JobPayload { Bytes = System.Text.Encoding.UTF8.GetBytes(json), ContentType = JobPayload.JsonContentType };

        Assert.Throws<JsonException>(() => CommandJob.Read(payload));
    }
}
