using System.Runtime.InteropServices;
using Pudding.Jobs;
using Pudding.Worker.Commands;
using Pudding.Worker.Tests.Support;

namespace Pudding.Worker.Tests.Commands;

public sealed partial class EnvironmentTests
{
    [Fact]
    public async Task The_hosts_environment_stays_with_the_host()
    {
        Environment.SetEnvironmentVariable("HOST_SECRET", "hunter2");
        using var run = new JobRun();

        await run.ScriptAsync("cat /proc/$PPID/environ /proc/self/environ | tr '\\0' '\\n'");

        Assert.DoesNotContain("HOST_SECRET", run.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_has_the_documented_variables_and_no_other()
    {
        using var run = new JobRun();

        await run.RunAsync(new CommandJob { Command = "env", Environment = new Dictionary<string, string> { ["OWN"] = "a=b c" } });

        var variables = run.Log.Text.TrimEnd().Split('\n').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var (id, expected) = (run.Id.ToString(), new HashSet<string>(run.Options.InheritEnvironment)
        {
            "CI", "OWN", "PUDDING_JOB_ID", "PUDDING_TENANT", "PUDDING_QUEUE", "PUDDING_ATTEMPT", "PUDDING_GUARD", "TEST_MARK", "SCRATCH",
        });
        Assert.Subset(expected, variables.Keys.ToHashSet());
        Assert.Equal(("a=b c", "true"), (variables["OWN"], variables["CI"]));
        Assert.Equal(
            (id, "rails/rails", "linux", "2"),
            (variables["PUDDING_JOB_ID"], variables["PUDDING_TENANT"], variables["PUDDING_QUEUE"], variables["PUDDING_ATTEMPT"]));
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), variables["PATH"]);
    }

    [Fact]
    public async Task A_variable_can_be_let_through()
    {
        Environment.SetEnvironmentVariable("HOST_PROXY", "proxy:1");
        using var run = new JobRun();
        run.Options.InheritEnvironment.Add("HOST_PROXY");

        await run.ScriptAsync("echo $HOST_PROXY");

        Assert.Equal("proxy:1\n", run.Log.Text);
    }

    [Fact]
    public async Task A_jobs_variables_do_not_reach_the_guardian()
    {
        using var run = new JobRun();

        var outcome = await run.RunAsync(new CommandJob
        {
            Script = "tr '\\0' '\\n' < /proc/$PPID/environ || echo closed", // to anyone but root
            Environment = new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = "/no/such/hook.dll", ["LD_PRELOAD"] = "" },
        });

        Assert.Equal(JobOutcome.Succeeded, outcome);
        Assert.DoesNotContain("STARTUP_HOOKS", run.Log.Text, StringComparison.Ordinal);
        Assert.Equal(Environment.UserName != "root", run.Log.Text.EndsWith("closed\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signals_and_descriptors_are_as_the_system_has_them()
    {
        using var run = new JobRun();
        using var file = File.OpenHandle("/dev/null");
        var leaked = Duplicate((int)file.DangerousGetHandle()); // as a native library of a host may leave it: open to every child

        await run.ScriptAsync("ls /proc/self/fd; grep -E 'SigBlk|SigIgn' /proc/self/status");

        _ = Close(leaked);
        var lines = run.Log.Text.TrimEnd().Split('\n');
        Assert.Equal(["0", "1", "2", "3"], lines[..^2]); // 3 is the directory that ls lists
        Assert.Equal("0000000000000000", lines[^2].Split('\t')[1]);
        Assert.Equal(0UL, Convert.ToUInt64(lines[^1].Split('\t')[1], 16) & 0x7fff_ffff); // above it are the C library's own
    }

    [Fact]
    public async Task A_job_has_a_session_of_its_own_and_the_guardian_too()
    {
        using var run = new JobRun();

        await run.ScriptAsync("cut -d' ' -f1,5,6 /proc/$$/stat; cut -d' ' -f1,5,6 /proc/$PPID/stat");

        var lines = run.Log.Text.TrimEnd().Split('\n').Select(line => line.Split(' ')).ToArray();
        Assert.All(lines, line => Assert.Equal([line[0], line[0], line[0]], line));
        Assert.NotEqual(lines[0][0], lines[1][0]);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int fd);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}
