using System.Diagnostics;
using Pudding.Agent.Tests.Support;
using Pudding.Events;
using Pudding.Jobs;

namespace Pudding.Agent.Tests.Faults;

public sealed class HostTests
{
    [Fact]
    public async Task A_job_does_not_notice_that_its_host_was_restarted()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, worker) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("echo begun >> $SCRATCH/begun; while [ ! -e $SCRATCH/go ]; do sleep 0.05; done; echo bye");
        await farm.NotedAsync("begun");

        await farm.StopHostAsync();
        var since = Stopwatch.GetTimestamp();
        await farm.StartHostAsync();
        await Eventually.TrueAsync(
            "the agent has found the new host", () => farm.Control.ListAsync().AsTask().Result.Single().SilentFor < Stopwatch.GetElapsedTime(since), describe: () => agent.Output);
        farm.Note("go");

        var over = await farm.OverAsync(job);
        Assert.Equal((JobState.Succeeded, 1, 0, worker.WorkerId), (over.State, over.Attempt, over.InfrastructureLosses, over.WorkerId));
        Assert.Equal("bye\n", await farm.Jobs.ReadLogAsync(job));
        Assert.Equal(["begun"], farm.Notes("begun"));
        Assert.Single((await farm.EventsOfAsync(job)).OfType<JobStarted>());
        Assert.True(agent.IsRunning);
    }

    [Fact]
    public async Task A_result_from_while_there_was_no_host_is_kept_for_the_next_one()
    {
        await using var farm = await AgentFarm.OpenAsync();
        await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("echo begun >> $SCRATCH/begun; while [ ! -e $SCRATCH/go ]; do sleep 0.05; done");
        await farm.NotedAsync("begun");

        await farm.StopHostAsync();
        farm.Note("go");
        await farm.NoJobRunsAsync();
        await farm.StartHostAsync();

        var over = await farm.OverAsync(job);
        Assert.Equal((JobState.Succeeded, 1, 0), (over.State, over.Attempt, over.InfrastructureLosses));
        Assert.Equal(["begun"], farm.Notes("begun"));
    }

    [Fact]
    public async Task An_agent_that_starts_before_its_host_waits_for_it()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var token = await farm.TokenAsync();
        await farm.StopHostAsync();
        var agent = farm.Start("a", token);
        await Eventually.TrueAsync("the agent says so", () => agent.Output.Contains("127.0.0.1", StringComparison.Ordinal));

        await farm.StartHostAsync();

        Assert.Equal(JobState.Succeeded, (await farm.OverAsync(await farm.EnqueueAsync("echo hello"))).State);
    }
}
