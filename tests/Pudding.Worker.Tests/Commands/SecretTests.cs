using Pudding.Jobs;
using Pudding.Secrets;
using Pudding.Worker.Commands;
using Pudding.Worker.Tests.Support;

namespace Pudding.Worker.Tests.Commands;

public sealed class SecretTests
{
    private const string Value = "correct-horse-battery-staple";

    private static readonly Dictionary<string, string> Token = new() { ["TOKEN"] = "registry" };

    private static readonly JobSecrets Secrets = new([new("registry", new SecretValue(Value)), new("other", new SecretValue("another value"))]);

    [Fact]
    public async Task A_command_has_its_secrets_in_the_variables_that_it_names_and_nowhere_else()
    {
        using var run = new JobRun { Secrets = Secrets };

        var outcome = await run.RunAsync(new CommandJob
        {
            Script = """
                test "$TOKEN" = correct-horse-"battery"-staple
                env | grep -c another || true
                tr '\0' '\n' < /proc/$PPID/cmdline > $SCRATCH/arguments
                cat /proc/$PPID/environ > $SCRATCH/environment 2> /dev/null || true
                ls -A
                """,
            SecretEnvironment = Token,
        });

        Assert.Equal((JobOutcome.Succeeded, "0\n"), (outcome, run.Log.Text));
        Assert.NotEmpty(await File.ReadAllTextAsync(run.Note("arguments")));
        Assert.DoesNotContain(Value, await File.ReadAllTextAsync(run.Note("arguments")), StringComparison.Ordinal);
        Assert.DoesNotContain(Value, await File.ReadAllTextAsync(run.Note("environment")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_command_prints_of_its_secrets_is_masked()
    {
        using var run = new JobRun { Secrets = Secrets };

        await run.RunAsync(new CommandJob
        {
            Script = "printf %s correct-horse; echo -battery-staple; echo $TOKEN | base64; echo not another one",
            SecretEnvironment = Token,
        });

        var lines = run.Log.Text.Split('\n');
        Assert.Equal("***", lines[0]);
        Assert.StartsWith("***", lines[1], StringComparison.Ordinal);
        Assert.InRange(lines[1].Length, 3, 7);
        Assert.Equal("not another one", lines[2]);
    }

    [Fact]
    public async Task The_cap_of_the_log_cuts_no_secret_in_two()
    {
        using var run = new JobRun { Secrets = Secrets };

        await run.RunAsync(new CommandJob { Script = "echo 1234567$TOKEN", SecretEnvironment = Token, MaxLogBytes = 20 });

        Assert.Equal("1234567***\n", run.Log.Text);
    }

    [Theory]
    [InlineData("forgotten", "SecretEnvironment['TOKEN']: the job has no secret 'forgotten'")]
    [InlineData("nul", "SecretEnvironment['TOKEN']: the secret 'nul' has a NUL character")]
    public async Task A_secret_that_no_variable_can_hold_fails_the_job(string name, string reason)
    {
        using var run = new JobRun { Secrets = new JobSecrets([new("nul", new SecretValue("a\0b"))]) };

        var outcome = await run.RunAsync(new CommandJob { Script = "true", SecretEnvironment = new Dictionary<string, string> { ["TOKEN"] = name } });

        Assert.StartsWith(reason, outcome.Reason, StringComparison.Ordinal);
    }
}
