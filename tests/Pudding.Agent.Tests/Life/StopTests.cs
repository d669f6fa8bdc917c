using System.Text.Json.Nodes;
using Pudding.Agent.Tests.Support;
using Pudding.Events;
using Pudding.Guardian;
using Pudding.Instances;
using Pudding.Jobs;

namespace Pudding.Agent.Tests.Life;

public sealed class StopTests
{
    private const string Waits = "echo begun >> $SCRATCH/begun; while [ ! -e $SCRATCH/go ]; do sleep 0.05; done; echo bye";

    [Fact]
    public async Task An_agent_that_is_asked_to_end_finishes_what_it_runs_and_takes_nothing_more()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, worker) = await farm.JoinAsync("a");
        var running = await farm.EnqueueAsync(Waits);
        await farm.NotedAsync("begun");
        var waiting = await farm.EnqueueAsync("echo never");

        agent.Signal(Native.SigTerm);
        await Eventually.TrueAsync("it drains", () => agent.Output.Contains("drain", StringComparison.OrdinalIgnoreCase) || agent.Output.Contains("shutting down", StringComparison.Ordinal));
        Assert.True(agent.IsRunning);
        farm.Note("go");

        Assert.Equal(0, await agent.ExitAsync());
        var over = await farm.FindAsync(running);
        Assert.Equal((JobState.Succeeded, 1, worker.WorkerId), (over.State, over.Attempt, over.WorkerId));
        Assert.Equal("bye\n", await farm.Jobs.ReadLogAsync(running));
        Assert.Equal(JobState.Pending, (await farm.FindAsync(waiting)).State);
        Assert.DoesNotContain(await farm.Control.ListAsync(), static one => one.IsConnected);
    }

    [Fact]
    public async Task A_job_that_does_not_end_in_time_goes_back_to_its_queue_at_once()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, _) = await farm.JoinAsync("a", more: new JsonObject { ["drainTimeout"] = "00:00:00.5" });
        var job = await farm.EnqueueAsync(Waits);
        await farm.NotedAsync("begun");

        agent.Signal(Native.SigTerm);

        Assert.Equal(0, await agent.ExitAsync());
        Assert.Empty(farm.JobProcesses());
        var back = await farm.FindAsync(job);
        Assert.Equal((JobState.Pending, 0), (back.State, back.InfrastructureLosses));
        Assert.False(Assert.Single((await farm.EventsOfAsync(job)).OfType<JobRequeued>()).WasLost);
    }

    [Fact]
    public async Task An_agent_that_is_retired_ends_by_itself_and_does_not_come_back()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, worker) = await farm.JoinAsync("a");
        var cell = CellKey.Worker(worker.WorkerId);
        await farm.Control.CordonAsync(cell, "old", "alice");

        await farm.Control.RetireAsync(cell, "old", "alice");

        Assert.Equal(0, await agent.ExitAsync());
        Assert.Equal(0, await farm.Start("a").ExitAsync());
    }

    [Fact]
    public async Task An_agent_that_is_retired_by_force_kills_what_it_runs()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, worker) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync(Waits);
        await farm.NotedAsync("begun");

        await farm.Control.ForceRetireAsync(CellKey.Worker(worker.WorkerId), "broken", "alice");

        Assert.Equal(0, await agent.ExitAsync());
        Assert.Empty(farm.JobProcesses());
        Assert.Equal(JobCause.Interrupted, Assert.Single((await farm.EventsOfAsync(job)).OfType<JobRequeued>()).Cause);
    }

    [Fact]
    public async Task An_agent_whose_farm_is_silent_for_long_ends_when_it_has_no_job()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, _) = await farm.JoinAsync("a", more: new JsonObject { ["powerOffAfter"] = "00:00:03", ["powerOffCommand"] = new JsonArray() });

        farm.Wire.Cut();

        Assert.Equal(0, await agent.ExitAsync());
        Assert.Contains("The farm has been silent", agent.Output, StringComparison.Ordinal);
    }
}
