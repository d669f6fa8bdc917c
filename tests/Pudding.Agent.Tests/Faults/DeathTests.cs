using Pudding.Agent.Tests.Support;
using Pudding.Events;
using Pudding.Jobs;

namespace Pudding.Agent.Tests.Faults;

public sealed class DeathTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Nothing_of_a_job_outlives_its_agent_and_it_runs_again_when_the_agent_is_back()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, worker) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("""
            echo begun >> $SCRATCH/begun
            [ $(wc -l < $SCRATCH/begun) = 1 ] || { echo done >> $SCRATCH/done; exit 0; }
            trap '' TERM HUP
            ( setsid sleep 1000 & )
            sleep 1001 &
            sleep 1002; :
            """);
        await farm.NotedAsync("begun");
        await Eventually.TrueAsync("the whole family runs", () => farm.JobProcesses().Length == 4);

        agent.Kill();
        await farm.NoJobRunsAsync(Second);
        await agent.ExitAsync();
        farm.Start("a"); // without a token: its credential is kept

        var over = await farm.OverAsync(job);
        Assert.Equal((JobState.Succeeded, 1, worker.WorkerId), (over.State, over.InfrastructureLosses, over.WorkerId));
        Assert.Equal((2, 1), (farm.Notes("begun").Length, farm.Notes("done").Length));
        var events = await farm.EventsOfAsync(job);
        Assert.Equal([worker.WorkerId, worker.WorkerId], events.OfType<JobStarted>().Select(static started => started.WorkerId));
        Assert.True(Assert.Single(events.OfType<JobRequeued>()).WasLost);
        Assert.Single(events.OfType<JobFinished>());
    }

    [Fact]
    public async Task A_job_of_an_agent_that_does_not_come_back_runs_on_another()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (first, lost) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("echo begun >> $SCRATCH/begun; [ $(wc -l < $SCRATCH/begun) = 2 ] || sleep 1000");
        await farm.NotedAsync("begun");
        var (_, other) = await farm.JoinAsync("b");

        first.Kill();

        var over = await farm.OverAsync(job);
        Assert.Equal((JobState.Succeeded, 1, other.WorkerId), (over.State, over.InfrastructureLosses, over.WorkerId));
        var requeued = Assert.Single((await farm.EventsOfAsync(job)).OfType<JobRequeued>());
        Assert.Equal((JobCause.LeaseExpired, lost.WorkerId), (requeued.Cause, requeued.WorkerId));
        Assert.Equal(2, farm.Notes("begun").Length);
    }
}
