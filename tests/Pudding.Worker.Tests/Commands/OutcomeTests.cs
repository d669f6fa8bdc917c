using Pudding.Guardian;
using Pudding.Jobs;
using Pudding.Worker.Guarding;
using Pudding.Worker.Commands;
using Pudding.Worker.Tests.Support;

namespace Pudding.Worker.Tests.Commands;

public sealed class OutcomeTests
{
    [Fact]
    public async Task Exit_code_zero_succeeds()
    {
        using var run = new JobRun();

        Assert.Equal(JobOutcome.Succeeded, await run.RunAsync(new CommandJob { Command = "true" }));
    }

    [Theory]
    [InlineData("exit 3", "It ended with exit code 3.")]
    [InlineData("exit 255", "It ended with exit code 255.")]
    [InlineData("false; exit 0", "It ended with exit code 1.")]
    [InlineData("kill -SEGV $$", "It was killed by SIGSEGV.")]
    [InlineData("kill -KILL $$", "It was killed by SIGKILL.")]
    [InlineData("kill -PIPE $$", "It was killed by SIGPIPE.")]
    [InlineData("kill -TERM $$", "It was killed by SIGTERM.")]
    public async Task Another_end_fails_with_its_reason(string script, string reason)
    {
        using var run = new JobRun();

        var outcome = await run.ScriptAsync(script);

        Assert.Equal(JobOutcome.Failed(reason), outcome);
    }

    [Theory]
    [InlineData("no-such-program", "Command: 'no-such-program' was not found on the worker's machine.")]
    [InlineData("/no/such/program", "Command: '/no/such/program' was not found on the worker's machine.")]
    [InlineData("/etc/passwd", "Command: '/etc/passwd' is not executable.")]
    [InlineData("/etc", "Command: '/etc' is not executable.")]
    public async Task A_command_that_cannot_be_started_fails_with_the_field(string command, string reason)
    {
        using var run = new JobRun();

        Assert.Equal(JobOutcome.Failed(reason), await run.RunAsync(new CommandJob { Command = command }));
    }

    [Fact]
    public async Task A_command_in_the_path_that_is_not_executable_fails_with_the_field()
    {
        using var run = new JobRun();
        await File.WriteAllTextAsync(run.Note("tool"), "#!/bin/sh\n");

        var outcome = await run.RunAsync(
            new CommandJob { Command = "tool", Environment = new Dictionary<string, string> { ["PATH"] = run.Scratch } });

        Assert.Equal(JobOutcome.Failed("Command: 'tool' is not executable."), outcome);
    }

    [Fact]
    public async Task A_command_is_found_in_the_path_of_the_job()
    {
        using var run = new JobRun();
        var tool = run.Note("pudding-test-tool");
        await File.WriteAllTextAsync(tool, "#!/bin/sh\necho found\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var outcome = await run.RunAsync(
            new CommandJob { Command = "pudding-test-tool", Environment = new Dictionary<string, string> { ["PATH"] = "/bin:" + run.Scratch } });

        Assert.Equal((JobOutcome.Succeeded, "found\n"), (outcome, run.Log.Text));
    }

    [Fact]
    public async Task A_missing_interpreter_is_not_taken_for_a_missing_command()
    {
        using var run = new JobRun();
        var tool = run.Note("tool");
        await File.WriteAllTextAsync(tool, "#!/bin/sh\r\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var outcome = await run.RunAsync(new CommandJob { Command = tool });

        Assert.Equal(JobOutcome.Failed($"Command: '{tool}' can't be started: the interpreter in its first line was not found."), outcome);
    }

    [Fact]
    public async Task A_guardian_that_ends_before_the_job_began_is_the_machines_failure()
    {
        using var run = new JobRun();
        run.Options.GuardianPath = "/bin/false";

        var outcome = await run.RunAsync(new CommandJob { Command = "true" });

        Assert.Equal(JobOutcome.InfrastructureFailed("Its guardian process ended before the job began: the log of the worker says what it said."), outcome);
    }

    [Fact]
    public async Task A_guardian_that_cannot_be_started_is_the_machines_failure()
    {
        using var run = new JobRun();
        run.Options.GuardianPath = run.Note("guardian");
        await File.WriteAllTextAsync(run.Options.GuardianPath, "not a program, and not executable");

        var outcome = await run.RunAsync(new CommandJob { Command = "true" });

        Assert.Equal(JobOutcomeKind.InfrastructureFailed, outcome.Kind);
        Assert.StartsWith("The worker could not start the job: ", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_directory_that_cannot_be_made_is_the_machines_failure(bool isFile)
    {
        using var run = new JobRun();
        await File.WriteAllTextAsync(run.Note("file"), "");
        run.Options.WorkRoot = isFile ? run.Note("file") : "/proc/no/such/place";

        var outcome = await run.RunAsync(new CommandJob { Command = "true" });

        Assert.Equal(JobOutcomeKind.InfrastructureFailed, outcome.Kind);
        Assert.StartsWith("The worker could not start the job: ", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(ReportKind.BadCommand), 12, true, JobOutcomeKind.InfrastructureFailed)]
    [InlineData(nameof(ReportKind.BadDirectory), 5, true, JobOutcomeKind.InfrastructureFailed)]
    [InlineData(nameof(ReportKind.BadCommand), 2, true, JobOutcomeKind.Failed)]
    [InlineData(nameof(ReportKind.BadDirectory), 20, true, JobOutcomeKind.Failed)]
    [InlineData(nameof(ReportKind.Broken), 0, false, JobOutcomeKind.InfrastructureFailed)]
    [InlineData(nameof(ReportKind.Broken), 0, true, JobOutcomeKind.Failed)]
    [InlineData(nameof(ReportKind.Exited), 12, true, JobOutcomeKind.Failed)]
    public void What_only_the_machine_can_be_blamed_for_is_not_the_jobs_failure(string kind, int number, bool hasStarted, JobOutcomeKind expected)
    {
        var report = new GuardianReport(Enum.Parse<ReportKind>(kind), number, Text: "why");

        Assert.Equal(expected, OutcomeOf.Report(report, hasStarted, new CommandJob { Command = "x" }, "/work").Kind);
    }

    [Fact]
    public async Task A_guardian_that_is_caught_as_it_starts_is_started_anew()
    {
        using var run = new JobRun();
        var real = GuardianCommand.Find(path: null);
        var fragile = run.Note("guardian");
        await File.WriteAllTextAsync(fragile, $"#!/bin/sh\nmkdir '{run.Note("first")}' 2> /dev/null && kill -INT $$\nexec {real.Program} {string.Join(' ', real.Arguments)}\n");
        File.SetUnixFileMode(fragile, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        run.Options.GuardianPath = fragile;

        var outcome = await run.ScriptAsync("echo once");

        Assert.Equal((JobOutcome.Succeeded, "once\n"), (outcome, run.Log.Text));
        Assert.True(Directory.Exists(run.Note("first")));
    }

    [Fact]
    public async Task A_missing_working_directory_fails_with_the_field()
    {
        using var run = new JobRun();

        var outcome = await run.RunAsync(new CommandJob { Command = "true", WorkingDirectory = "/no/such/place" });

        Assert.Equal(JobOutcome.Failed("WorkingDirectory: there is no '/no/such/place' on the worker's machine."), outcome);
    }

    [Fact]
    public async Task A_payload_that_is_no_command_fails_with_the_field()
    {
        using var run = new JobRun();

        var outcome = await run.RunAsync(new JobPayload { Bytes = "{}"u8.ToArray(), ContentType = JobPayload.JsonContentType });

        Assert.StartsWith("The payload is no command that can be run: Command: ", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_is_longer_than_a_pipe_holds_runs()
    {
        using var run = new JobRun();

        var outcome = await run.ScriptAsync("# " + new string('x', 120_000) + "\necho done");

        Assert.Equal((JobOutcome.Succeeded, "done\n"), (outcome, run.Log.Text));
    }
}
