using Pudding.Guardian;
using Pudding.Jobs;
using Pudding.Worker.Tests.Support;

namespace Pudding.Worker.Tests.Guarding;

public sealed class DeathTests
{
    private const string Family = """
        trap '' TERM HUP
        sleep 1000 &
        ( setsid sh -c 'trap "" TERM HUP; sleep 1001 & sleep 1002; :' > /dev/null 2>&1 & )
        sleep 1003; :
        """;

    private const int FamilySize = 6; // the script, the daemon, four sleeps
    private static readonly TimeSpan LongLease = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Nothing_outlives_a_worker_that_is_killed()
    {
        var mark = Guid.NewGuid().ToString("n");
        using var worker = WorkerProcess.Start(mark, jobs: 5, LongLease, Family);
        await Eventually.TrueAsync("5 jobs run", () => JobRun.RunningWith(mark).Length == 5 * FamilySize);

        worker.Kill();

        await Eventually.TrueAsync("no process of the jobs runs", () => JobRun.RunningWith(mark).Length == 0);
    }

    [Fact]
    public async Task A_job_that_holds_its_guardians_pipe_open_does_not_outlive_its_time_out()
    {
        // As root it can: the guardian doesn't see that its worker is gone, and is told of ever new deadlines, but passes none beyond the time-out.
        var mark = Guid.NewGuid().ToString("n");
        using var worker = WorkerProcess.Start(
            mark,
            jobs: 1,
            LongLease,
            "exec 9> /proc/$PPID/fd/0 || sleep 1000\nwhile :; do echo 'deadline 999999999999' >&9; sleep 0.1; done",
            TimeSpan.FromSeconds(4));
        await Eventually.TrueAsync("the job runs", () => JobRun.RunningWith(mark).Length > 0);

        worker.Kill();

        await Eventually.TrueAsync("no process of the job runs", () => JobRun.RunningWith(mark).Length == 0);
    }

    [Fact]
    public async Task Nothing_outlives_the_lease_of_a_worker_that_is_stopped()
    {
        var mark = Guid.NewGuid().ToString("n");
        using var worker = WorkerProcess.Start(mark, jobs: 2, TimeSpan.FromSeconds(3), Family);
        await Eventually.TrueAsync("2 jobs run", () => JobRun.RunningWith(mark).Length == 2 * FamilySize);

        Native.Kill(worker.Id, SigStop);

        await Eventually.TrueAsync("no process of the jobs runs", () => JobRun.RunningWith(mark).Length == 0);
    }

    [Fact]
    public async Task A_guardian_that_is_killed_is_noticed_and_its_job_killed()
    {
        using var run = new JobRun();
        var outcome = run.ScriptAsync("echo $PPID > $SCRATCH/guardian\n" + Family);
        var guardian = await run.NumberAsync("guardian");
        await Eventually.TrueAsync("the job runs", () => run.Running().Length == FamilySize);

        Native.Kill(guardian, Native.SigKill);

        Assert.Equal(
            JobOutcome.Failed("Its guardian process was killed; the worker killed what was left of the job."),
            await Eventually.CompletesAsync("the handler notices", outcome));
        Assert.Empty(run.Running());
    }

    [Fact]
    public async Task A_report_that_the_job_forges_is_not_believed()
    {
        using var run = new JobRun();

        // As root it can write there; as anyone else not even that.
        var outcome = await Eventually.CompletesAsync("the handler notices", run.ScriptAsync(
            "printf 'report Exited 0 None 0 \\nstarted 1\\n' > /proc/$PPID/fd/2 || :\nkill -9 $PPID\nsleep 1000"));

        Assert.Equal(JobOutcome.Failed("Its guardian process was killed; the worker killed what was left of the job."), outcome);
        Assert.Empty(run.Running());
    }

    [Fact]
    public async Task A_guardian_that_is_stopped_does_not_hold_up_a_cancellation()
    {
        using var run = new JobRun();
        run.Options.MaxKillGrace = TimeSpan.Zero;
        var outcome = run.ScriptAsync("echo $PPID > $SCRATCH/guardian\n" + Family);
        var guardian = await run.NumberAsync("guardian");
        await Eventually.TrueAsync("the job runs", () => run.Running().Length == FamilySize);

        Native.Kill(guardian, SigStop);
        await run.CancelAsync();

        Assert.Equal(JobOutcome.Cancelled, await Eventually.CompletesAsync("the handler gives up on it", outcome));
        Assert.Empty(run.Running());
    }

    private static int SigStop => OperatingSystem.IsMacOS() ? 17 : 19;
}
