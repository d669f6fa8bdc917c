using Pudding.Agent.Tests.Support;
using Pudding.Events;
using Pudding.Jobs;

namespace Pudding.Agent.Tests.Life;

public sealed class RunTests
{
    [Fact]
    public async Task A_job_runs_on_an_agent_and_its_log_and_its_outcome_arrive()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (_, worker) = await farm.JoinAsync("a");
        var good = await farm.EnqueueAsync("echo hello; echo to stderr >&2; pwd");
        var bad = await farm.EnqueueAsync("echo oh; exit 3");

        var done = await farm.OverAsync(good);
        Assert.Equal((JobState.Succeeded, 1, worker.WorkerId), (done.State, done.Attempt, done.WorkerId));
        Assert.StartsWith("hello\nto stderr\n/", await farm.Jobs.ReadLogAsync(good), StringComparison.Ordinal);
        var failed = await farm.OverAsync(bad);
        Assert.Equal((JobState.Failed, "It ended with exit code 3."), (failed.State, failed.Reason));
        Assert.Single((await farm.EventsOfAsync(good)).OfType<JobFinished>());
    }

    [Fact]
    public async Task A_secret_reaches_its_job_and_no_log()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, _) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("echo it is $SECRET; printf %s \"$SECRET\" > $SCRATCH/secret", secret: "registry-token");

        Assert.Equal(JobState.Succeeded, (await farm.OverAsync(job)).State);
        Assert.Equal("it is ***\n", await farm.Jobs.ReadLogAsync(job));
        Assert.Equal([AgentFarm.TheSecret], farm.Notes("secret"));
        Assert.DoesNotContain(AgentFarm.TheSecret, agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_is_stopped()
    {
        await using var farm = await AgentFarm.OpenAsync();
        await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("echo begun >> $SCRATCH/begun; sleep 1000");
        await farm.NotedAsync("begun");

        await farm.Jobs.CancelJobAsync(job, "not needed");

        Assert.Equal(JobState.Cancelled, (await farm.OverAsync(job)).State);
        await farm.NoJobRunsAsync();
    }
}
