using System.Diagnostics;
using Pudding.Agent.Tests.Support;
using Pudding.Events;
using Pudding.Guardian;
using Pudding.Jobs;

namespace Pudding.Agent.Tests.Faults;

/// <summary>What becomes of jobs when their agent stands still for longer than its leases hold, and then goes on as if nothing had been.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task A_job_is_killed_before_the_lease_of_its_paused_agent_ends_and_runs_elsewhere()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (paused, _) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("echo begun >> $SCRATCH/begun; [ $(wc -l < $SCRATCH/begun) = 2 ] || sleep 1000");
        await farm.NotedAsync("begun");

        paused.Signal(AgentProcess.SigStop);
        var since = Stopwatch.GetTimestamp();
        await farm.NoJobRunsAsync();
        Assert.True(Stopwatch.GetElapsedTime(since) < AgentFarm.Lease, $"The job was there for {Stopwatch.GetElapsedTime(since)}.");
        var (_, other) = await farm.JoinAsync("b");
        var over = await farm.OverAsync(job);
        paused.Signal(AgentProcess.SigCont);

        Assert.Equal((JobState.Succeeded, other.WorkerId), (over.State, over.WorkerId));
        await WorksAgainAsync(farm, paused);
        await EndedOnceAsync(farm, job, over);
    }

    [Fact]
    public async Task A_success_that_is_reported_when_another_has_the_job_is_refused()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (paused, late) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("""
            echo begun >> $SCRATCH/begun
            n=$(wc -l < $SCRATCH/begun)
            while [ ! -e $SCRATCH/go$n ]; do sleep 0.05; done
            """);
        await farm.NotedAsync("begun");

        paused.Signal(AgentProcess.SigStop);
        farm.Note("go1"); // it succeeds, and nobody hears of it
        await farm.NoJobRunsAsync(AgentFarm.Lease - AgentFarm.LeaseMargin);
        var (_, other) = await farm.JoinAsync("b");
        await farm.NotedAsync("begun", 2);
        paused.Signal(AgentProcess.SigCont);

        var next = await farm.OverAsync(await farm.EnqueueAsync("echo hello")); // it is free again, so it has told what it had to tell
        Assert.Equal((JobState.Succeeded, late.WorkerId), (next.State, next.WorkerId));
        var running = await farm.FindAsync(job);
        Assert.Equal((JobState.Running, other.WorkerId), (running.State, running.WorkerId));
        farm.Note("go2");
        var over = await farm.OverAsync(job);
        Assert.Equal((JobState.Succeeded, other.WorkerId), (over.State, over.WorkerId));
        await EndedOnceAsync(farm, job, over);
    }

    [Fact]
    public async Task A_job_that_stood_still_with_its_agent_and_its_guardian_does_not_go_on()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (paused, late) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("""
            echo begun >> $SCRATCH/begun
            n=$(wc -l < $SCRATCH/begun)
            while [ ! -e $SCRATCH/go$n ]; do sleep 0.05; done
            echo $n >> $SCRATCH/done
            """);
        await farm.NotedAsync("begun");

        // The whole machine, so to say.
        int[] machine = [paused.Id, .. ProcessTable.Read().DescendantsOf(paused.Id).Select(static process => process.Pid)];
        foreach (var process in machine)
            Native.Kill(process, AgentProcess.SigStop);
        var (_, other) = await farm.JoinAsync("b");
        await farm.NotedAsync("begun", 2);
        foreach (var process in machine)
            Native.Kill(process, AgentProcess.SigCont);
        await HeardAgainAsync(farm, late.WorkerId);
        await Eventually.TrueAsync("the first run is dead", () => !farm.JobProcesses().Intersect(machine).Any());
        farm.Note("go1");
        farm.Note("go2");

        var over = await farm.OverAsync(job);
        Assert.Equal((JobState.Succeeded, other.WorkerId), (over.State, over.WorkerId));
        Assert.Equal(["2"], farm.Notes("done"));
        await EndedOnceAsync(farm, job, over);
    }

    private static Task HeardAgainAsync(AgentFarm farm, string worker) => Eventually.TrueAsync(
        "the paused agent reports again", () => farm.Control.ListAsync().AsTask().Result.Any(one => one.WorkerId == worker && one.IsConnected && one.SilentFor < AgentFarm.LeaseMargin));

    private static async Task WorksAgainAsync(AgentFarm farm, AgentProcess agent)
    {
        foreach (var worker in await farm.Control.ListAsync())
            await HeardAgainAsync(farm, worker.WorkerId);
        int[] guards() => [.. ProcessTable.Read().DescendantsOf(agent.Id).Select(static process => process.Pid)];
        var jobs = new[] { await farm.EnqueueAsync("while [ ! -e $SCRATCH/both ]; do sleep 0.05; done"), await farm.EnqueueAsync("while [ ! -e $SCRATCH/both ]; do sleep 0.05; done") };
        await Eventually.TrueAsync("the agent runs a job again", () => farm.JobProcesses().Intersect(guards()).Any());
        farm.Note("both");
        foreach (var job in jobs)
            Assert.Equal(JobState.Succeeded, (await farm.OverAsync(job)).State);
    }

    private static async Task EndedOnceAsync(AgentFarm farm, JobId job, Job over)
    {
        Assert.Equal(over, await farm.FindAsync(job));
        var events = await farm.EventsOfAsync(job);
        Assert.Single(events.OfType<JobFinished>());
        Assert.Equal(2, events.OfType<JobStarted>().Count());
    }
}
