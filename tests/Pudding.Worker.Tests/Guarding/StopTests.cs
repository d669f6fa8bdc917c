using System.Diagnostics;
using Pudding.Jobs;
using Pudding.Worker.Commands;
using Pudding.Worker.Tests.Support;

namespace Pudding.Worker.Tests.Guarding;

public sealed class StopTests
{
    // Forks in every way that a process can get away: a child, a child in another group, a daemon in a session of its own without parents.
    private const string Forks = """
        sleep 1000 &
        ( sleep 1001 & )
        setsid sh -c 'setsid sh -c "echo \$\$ > $SCRATCH/daemon; trap \"\" TERM HUP; sleep 1002; sleep 1003" > /dev/null 2>&1 &' &
        while [ ! -s $SCRATCH/daemon ]; do sleep 0.01; done
        """;

    [Fact]
    public async Task Cancel_lets_the_job_clean_up()
    {
        using var run = new JobRun();
        var outcome = run.ScriptAsync("trap 'echo cleaned; exit 0' TERM; echo $$ > $SCRATCH/ready; while :; do sleep 0.05; done");
        await run.NumberAsync("ready");

        await run.CancelAsync();

        Assert.Equal(JobOutcome.Cancelled, await Eventually.CompletesAsync("the job ends", outcome));
        Assert.EndsWith("cleaned\n", run.Log.Text, StringComparison.Ordinal); // before it, some shells tell of the end of sleep
        Assert.Empty(run.Running());
    }

    [Fact]
    public async Task Cancel_reaches_a_job_that_is_stopped()
    {
        using var run = new JobRun();
        var outcome = run.ScriptAsync("trap 'echo cleaned; exit 0' TERM; echo $$ > $SCRATCH/ready; kill -STOP $$; sleep 1000");
        await run.NumberAsync("ready");

        await run.CancelAsync();

        Assert.Equal(JobOutcome.Cancelled, await Eventually.CompletesAsync("the job ends", outcome));
        Assert.EndsWith("cleaned\n", run.Log.Text, StringComparison.Ordinal); // before it, some shells tell of the end of sleep
    }

    [Fact]
    public async Task Cancel_of_a_job_that_ignores_it_kills_after_the_grace()
    {
        using var run = new JobRun();
        var outcome = run.RunAsync(new CommandJob
        {
            Script = "trap '' TERM; echo $$ > $SCRATCH/ready; while :; do sleep 0.05; done",
            KillGrace = TimeSpan.FromMilliseconds(700),
        });
        await run.NumberAsync("ready");

        var start = Stopwatch.GetTimestamp();
        await run.CancelAsync();

        Assert.Equal(JobOutcome.Cancelled, await Eventually.CompletesAsync("the job ends", outcome));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.7, 4); // later it would be the handler that lost patience
        Assert.Empty(run.Running());
    }

    [Fact]
    public async Task The_workers_grace_binds_the_jobs()
    {
        using var run = new JobRun();
        run.Options.MaxKillGrace = TimeSpan.Zero;
        var outcome = run.RunAsync(new CommandJob
        {
            Script = "trap '' TERM; echo $$ > $SCRATCH/ready; sleep 1000; sleep 1000",
            KillGrace = TimeSpan.FromHours(1),
        });
        await run.NumberAsync("ready");

        await run.CancelAsync();

        Assert.Equal(JobOutcome.Cancelled, await Eventually.CompletesAsync("the job ends", outcome));
    }

    [Fact]
    public async Task A_job_that_forks_is_gone_with_its_time_out()
    {
        using var run = new JobRun { Timeout = TimeSpan.FromSeconds(4) };

        var outcome = await Eventually.CompletesAsync("the job ends", run.ScriptAsync("trap '' TERM\n" + Forks + "\nwait; sleep 1000"));

        Assert.Equal(JobOutcome.TimedOut("It ran longer than its time-out of 00:00:04."), outcome);
        Assert.Empty(run.Running());
        Assert.False(JobRun.Exists(await run.NumberAsync("daemon")), "The daemon has ended, and nobody has taken its end.");
    }

    [Fact]
    public async Task A_job_whose_lease_is_not_renewed_ends_with_it()
    {
        var start = Stopwatch.GetTimestamp();
        var lease = TimeSpan.FromSeconds(1.5);
        using var run = new JobRun { Lease = () => lease - Stopwatch.GetElapsedTime(start), LeaseDuration = lease };

        var outcome = await Eventually.CompletesAsync("the job ends", run.ScriptAsync("sleep 1000"));

        Assert.Equal(JobOutcomeKind.Requeue, outcome.Kind);
        Assert.Equal("Its worker could not renew its lease in time.", outcome.Reason);
        Assert.Empty(run.Running());
    }

    [Fact]
    public async Task A_job_whose_lease_is_renewed_outlives_the_first()
    {
        var lease = TimeSpan.FromSeconds(2);
        using var run = new JobRun { Lease = () => lease, LeaseDuration = lease };

        Assert.Equal(JobOutcome.Succeeded, await Eventually.CompletesAsync("the job ends", run.ScriptAsync("sleep 4")));
    }

    [Fact]
    public async Task A_job_whose_lease_is_over_is_not_started()
    {
        using var run = new JobRun { Lease = () => TimeSpan.Zero };

        var outcome = await Eventually.CompletesAsync("the job ends", run.ScriptAsync("touch $SCRATCH/started"));

        Assert.Equal(JobOutcomeKind.Requeue, outcome.Kind);
        Assert.False(File.Exists(run.Note("started")));
    }

    [Fact]
    public async Task What_the_main_process_leaves_behind_ends_with_it()
    {
        using var run = new JobRun();

        var outcome = await Eventually.CompletesAsync("the job ends although a child holds its output open", run.ScriptAsync(Forks + "\necho main is done"));

        Assert.Equal((JobOutcome.Succeeded, "main is done\n"), (outcome, run.Log.Text));
        Assert.Empty(run.Running());
        Assert.False(JobRun.Exists(await run.NumberAsync("daemon")), "The daemon has ended, and nobody has taken its end.");
    }

    [Fact]
    public async Task Orphans_that_end_while_the_job_runs_leave_no_zombies()
    {
        using var run = new JobRun();

        await run.ScriptAsync("i=0; while [ $i -lt 50 ]; do (true &); i=$((i+1)); done; sleep 0.2; cat /proc/[0-9]*/stat > $SCRATCH/stats 2>/dev/null || true; echo $PPID");

        var guardian = run.Log.Text.Trim();
        Assert.DoesNotContain(File.ReadLines(run.Note("stats")), line => line.Contains($") Z {guardian} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Polite_signals_do_not_move_the_guardian()
    {
        using var run = new JobRun();

        var outcome = await run.ScriptAsync("kill -TERM $PPID; kill -INT $PPID; kill -HUP $PPID; kill -QUIT $PPID; sleep 0.2; exit 4");

        Assert.Equal(JobOutcome.Failed("It ended with exit code 4."), outcome);
    }

    [Fact]
    public async Task Fifty_jobs_at_once_all_end_as_they_should()
    {
        var runs = Enumerable.Range(0, 50).Select(_ => new JobRun()).ToArray();

        var outcomes = await Task.WhenAll(runs.Select((run, i) => run.ScriptAsync($"sleep 0.5 & echo {i}; wait; exit {i}")));

        for (var i = 0; i < runs.Length; i++)
        {
            Assert.Equal(i == 0 ? JobOutcome.Succeeded : JobOutcome.Failed($"It ended with exit code {i}."), outcomes[i]);
            Assert.Equal($"{i}\n", runs[i].Log.Text);
            Assert.Empty(runs[i].Running());
            runs[i].Dispose();
        }

        await Eventually.TrueAsync("this process has no zombies", () => !JobRun.HasZombies());
    }
}
