using System.Diagnostics;
using Pudding.Agent.Tests.Support;
using Pudding.Events;
using Pudding.Jobs;

namespace Pudding.Agent.Tests.Faults;

public sealed class NetworkTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)] // longer than the margin of this farm: a deadline knows no grace
    public async Task A_job_is_stopped_before_its_lease_ends_while_its_agent_is_cut_off_and_runs_again_afterwards(int killGrace)
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, worker) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync(
            "trap '' TERM; echo begun >> $SCRATCH/begun; [ $(wc -l < $SCRATCH/begun) = 2 ] || sleep 1000", killGrace: TimeSpan.FromSeconds(killGrace));
        await farm.NotedAsync("begun");

        farm.Wire.Cut();
        var since = Stopwatch.GetTimestamp();
        await farm.NoJobRunsAsync();
        var took = Stopwatch.GetElapsedTime(since);
        Assert.True(took < AgentFarm.Lease, $"The job was there for {took}.");
        Assert.Equal(JobState.Running, (await farm.FindAsync(job)).State); // its lease is not over yet
        await Eventually.TrueAsync("the farm has taken it back", () => farm.Jobs.FindJobAsync(job).Result!.State == JobState.Pending);
        farm.Wire.Heal();

        var over = await farm.OverAsync(job);
        Assert.Equal((JobState.Succeeded, worker.WorkerId), (over.State, over.WorkerId));
        Assert.Equal(2, farm.Notes("begun").Length);
        Assert.Single((await farm.EventsOfAsync(job)).OfType<JobFinished>());
        Assert.True(agent.IsRunning);
    }

    [Fact]
    public async Task A_job_goes_on_over_a_short_cut()
    {
        await using var farm = await AgentFarm.OpenAsync();
        await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("echo begun >> $SCRATCH/begun; while [ ! -e $SCRATCH/go ]; do echo tick; sleep 0.1; done");
        await farm.NotedAsync("begun");

        farm.Wire.Cut();
        await Eventually.TrueAsync("a heartbeat is missing", () => farm.Control.ListAsync().AsTask().Result.Single().SilentFor > TimeSpan.FromSeconds(2));
        farm.Wire.Heal();
        await Eventually.TrueAsync("the agent is heard again", () => farm.Control.ListAsync().AsTask().Result.Single().SilentFor < TimeSpan.FromSeconds(1));
        farm.Note("go");

        var over = await farm.OverAsync(job);
        Assert.Equal((JobState.Succeeded, 1, 0), (over.State, over.Attempt, over.InfrastructureLosses));
        Assert.Equal(["begun"], farm.Notes("begun"));
    }
}
