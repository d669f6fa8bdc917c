using Microsoft.Extensions.Logging.Abstractions;
using Pudding.Guardian;
using Pudding.Jobs;
using Pudding.Worker.Commands;
using Pudding.Worker.Isolation;
using Pudding.Worker.Tests.Support;

namespace Pudding.Worker.Tests.Isolation;

/// <summary>A job that tries to steal and to stay. Each attempt says what it got.</summary>
[Collection(nameof(HostileJobTests))]
public sealed class HostileJobTests
{
    private const int FirstUser = 2_000_100_000;

    [SkippableFact]
    public async Task It_runs_as_a_user_of_its_own_with_nothing_of_roots()
    {
        using var run = Isolated();

        Assert.Equal(JobOutcome.Succeeded, await run.ScriptAsync("""
            id -u; id -g; id -G
            grep -E '^(CapEff|CapPrm|CapBnd|NoNewPrivs)' /proc/self/status | grep -v CapBnd
            echo "$HOME" | grep -c "$(pwd)"
            echo written > $HOME/file && stat -c %a $HOME
            echo to stderr > /dev/stderr
            """));

        Assert.Equal($"{FirstUser}\n{FirstUser}\n{FirstUser}\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n1\n700\nto stderr\n", run.Log.Text);
    }

    [SkippableFact]
    public async Task It_reads_no_file_and_no_environment_of_the_worker()
    {
        using var run = Isolated();
        var state = Directory.CreateDirectory(Path.Combine(run.Scratch, "state"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        await File.WriteAllTextAsync(Path.Combine(state, "credential.json"), "the credential");
        File.SetUnixFileMode(Path.Combine(state, "credential.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(JobOutcome.Succeeded, await run.ScriptAsync($"""
            cat {state}/credential.json 2>/dev/null || echo no credential
            ls {state} 2>/dev/null || echo no directory
            cat /proc/{Environment.ProcessId}/environ > /dev/null 2>&1 || echo no environment of the worker
            cat /proc/{Environment.ProcessId}/mem > /dev/null 2>&1 || echo no memory of the worker
            cat /proc/$PPID/environ > /dev/null 2>&1 || echo no environment of the guardian
            ls /proc/$PPID/fd > /dev/null 2>&1 || echo no descriptors of the guardian
            ( echo x > /proc/$PPID/fd/0 ) 2>/dev/null || echo no control of the guardian
            kill -9 $PPID 2>/dev/null || echo no signal to the guardian
            kill -9 {Environment.ProcessId} 2>/dev/null || echo no signal to the worker
            cat /etc/shadow > /dev/null 2>&1 || echo no passwords
            """));

        Assert.Equal(
            ["no credential", "no directory", "no environment of the worker", "no memory of the worker", "no environment of the guardian", "no descriptors of the guardian",
             "no control of the guardian", "no signal to the guardian", "no signal to the worker", "no passwords"],
            Lines(run));
    }

    [SkippableFact]
    public async Task Two_workers_of_one_machine_give_their_jobs_no_user_twice()
    {
        using var one = Isolated();
        using var other = Isolated();

        Assert.Equal(JobOutcome.Succeeded, await one.ScriptAsync("id -u"));
        Assert.Equal(JobOutcome.Succeeded, await other.ScriptAsync("id -u"));

        Assert.Equal($"{FirstUser}\n", one.Log.Text);
        Assert.Equal($"{FirstUser + 2}\n", other.Log.Text);
    }

    [SkippableFact]
    public async Task What_it_leaves_is_removed_by_its_own_user_and_no_link_is_followed()
    {
        using var run = Isolated();
        var outside = Directory.CreateDirectory(Path.Combine(run.Scratch, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "precious"), "kept");

        Assert.Equal(JobOutcome.Succeeded, await run.ScriptAsync($"""
            pwd
            mkdir -p deep/er && touch deep/er/file && chmod 500 deep/er
            ln -s {outside} link
            chmod 000 .
            """));

        Assert.False(Directory.Exists(run.Log.Text.TrimEnd()));
        Assert.True(File.Exists(Path.Combine(outside, "precious")));
    }

    [SkippableFact]
    public async Task It_reads_nothing_of_the_job_in_the_other_slot()
    {
        using var victim = Isolated();
        using var thief = Isolated(victim.Isolation);
        var held = victim.RunAsync(new CommandJob
        {
            Script = "pwd > $SCRATCH/where; echo $$ > $SCRATCH/pid; echo mine > file; while :; do sleep 0.05; done",
            Environment = new Dictionary<string, string> { ["TOKEN"] = "the other's secret" },
        });
        var pid = await victim.NumberAsync("pid");
        var where = (await File.ReadAllTextAsync(victim.Note("where"))).Trim();

        Assert.Equal(JobOutcome.Succeeded, await thief.ScriptAsync($"""
            id -u
            cat {where}/file 2>/dev/null || echo no file
            touch {where}/mine 2>/dev/null || echo no place
            cat /proc/{pid}/environ > /dev/null 2>&1 || echo no environment
            ls /proc/{pid}/cwd/ > /dev/null 2>&1 || echo no directory
            kill -9 {pid} 2>/dev/null || echo no signal
            """));

        Assert.Equal([$"{FirstUser + 1}", "no file", "no place", "no environment", "no directory", "no signal"], Lines(thief));
        await victim.CancelAsync();
        Assert.Equal(JobOutcome.Cancelled, await Eventually.CompletesAsync("the victim ends when it is cancelled", held));
    }

    [SkippableFact]
    public async Task What_it_leaves_running_and_lying_about_is_gone_before_the_next_one()
    {
        using var run = Isolated();
        var name = $"pudding-left-{Guid.NewGuid():N}";

        Assert.Equal(JobOutcome.Succeeded, await run.ScriptAsync($$"""
            for place in /tmp /var/tmp /dev/shm; do mkdir $place/{{name}}; echo trap > $place/{{name}}/file; chmod 500 $place/{{name}}; done
            setsid sh -c 'setsid sh -c "trap \"\" TERM HUP INT; while :; do sleep 1; done" > /dev/null 2>&1 &' &
            sleep 0.1
            """));

        Assert.Empty(ProcessesOf(FirstUser));
        Assert.All(["/tmp", "/var/tmp", "/dev/shm"], place => Assert.False(Directory.Exists($"{place}/{name}"), place));
    }

    [SkippableFact]
    public async Task A_fork_bomb_is_bounded_and_ends_with_its_job()
    {
        using var run = Isolated(maxProcesses: 60);
        var bomb = run.ScriptAsync("echo $$ > $SCRATCH/pid; bomb() { while :; do ( bomb ) & done; }; bomb; wait; while :; do sleep 1; done");
        await run.NumberAsync("pid");
        await Eventually.TrueAsync("it is told that it may not fork", () => run.Log.Text.Contains("fork", StringComparison.Ordinal));
        Assert.InRange(ProcessesOf(FirstUser).Length, 1, 60);

        await run.CancelAsync();

        var outcome = await Eventually.CompletesAsync("the bomb ends", bomb);
        Assert.True(outcome == JobOutcome.Cancelled || outcome.Kind == JobOutcomeKind.Failed, outcome.ToString());
        Assert.Empty(ProcessesOf(FirstUser));
    }

    [SkippableFact]
    public async Task It_is_ended_although_its_guardian_was_killed()
    {
        using var run = Isolated();
        // Without parents, in a session of its own, with nothing in its environment that would tell whose it is.
        var outcome = run.ScriptAsync("""
            echo $PPID > $SCRATCH/guardian
            env -i PATH=$PATH note=$SCRATCH/hidden setsid sh -c 'sh -c "echo \$\$ > $note; while :; do sleep 1; done" &'
            while :; do sleep 0.1; done
            """);
        await run.NumberAsync("hidden");

        Native.Kill(await run.NumberAsync("guardian"), Native.SigKill);

        Assert.Equal(JobOutcomeKind.Failed, (await Eventually.CompletesAsync("the job ends", outcome)).Kind);
        Assert.Empty(ProcessesOf(FirstUser));
    }

    [SkippableFact]
    public async Task A_flood_of_output_is_cut_and_marked()
    {
        using var run = Isolated();

        Assert.Equal(JobOutcome.Succeeded, await run.RunAsync(new CommandJob { Script = "yes flood | head -c 20000000", MaxLogBytes = 100_000 }));

        Assert.InRange(run.Log.Text.Length, 100_000, 101_000);
    }

    [SkippableFact]
    public async Task A_set_user_id_program_gives_it_nothing()
    {
        using var run = Isolated();
        var program = Path.Combine(run.Scratch, "id");
        File.Copy("/usr/bin/id", program);
        File.SetUnixFileMode(program, UnixFileMode.SetUser | UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);

        Assert.Equal(JobOutcome.Succeeded, await run.ScriptAsync($"{program} -u"));

        Assert.Equal($"{FirstUser}\n", run.Log.Text);
    }

    private static JobRun Isolated(JobIsolation? shared = null, int maxProcesses = 200)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Jobs are kept apart on Linux.");
        Skip.IfNot(Environment.IsPrivilegedProcess, "Jobs are kept apart by root.");
        var options = new JobIsolationOptions { Mode = JobIsolationMode.Required, FirstUser = FirstUser, MaxProcesses = maxProcesses, BlockMetadata = false };
        var isolation = shared;
        if (isolation is null)
        {
            isolation = new JobIsolation(options, slots: 2);
            Assert.Empty(isolation.Begin(NullLogger.Instance));
        }

        var run = new JobRun { Isolation = isolation };
        File.SetUnixFileMode(run.Scratch, (UnixFileMode)0b111_111_111); // where the job leaves its notes
        return run;
    }

    private static string[] Lines(JobRun run) => run.Log.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static int[] ProcessesOf(int user) =>
        [.. ProcessTable.Read().Entries.Where(entry => !entry.IsZombie && Native.OwnerOf($"/proc/{entry.Pid}") == user).Select(static entry => entry.Pid)];
}
