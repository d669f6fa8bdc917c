using Pudding.Agent.Tests.Support;
using Pudding.Jobs;

namespace Pudding.Agent.Tests.Faults;

public sealed class TokenTests
{
    private const int WrongSettings = 2;

    [Fact]
    public async Task A_boot_token_that_is_replayed_by_another_machine_is_refused()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var token = farm.BootToken("i-1");
        var (first, worker) = await farm.JoinAsync("a", token);
        Assert.Equal(("i-1", "i-1"), (worker.WorkerId, worker.InstanceId));

        var thief = farm.Start("b", token);

        Assert.Equal(WrongSettings, await thief.ExitAsync());
        Assert.Contains("The agent ends: The host answered 401", thief.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(token, thief.Output, StringComparison.Ordinal);
        Assert.True(first.IsRunning);
        Assert.Equal(JobState.Succeeded, (await farm.OverAsync(await farm.EnqueueAsync("echo hello"))).State);
    }

    [Fact]
    public async Task Of_two_agents_with_one_token_one_gets_in()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var token = await farm.TokenAsync();
        AgentProcess[] agents = [farm.Start("a", token), farm.Start("b", token)];

        await Eventually.TrueAsync("one has ended", () => agents.Any(static agent => !agent.IsRunning));
        var loser = Array.Find(agents, static agent => !agent.IsRunning)!;
        Assert.Equal(WrongSettings, await loser.ExitAsync());
        Assert.Contains("401", loser.Output, StringComparison.Ordinal);
        Assert.Equal(JobState.Succeeded, (await farm.OverAsync(await farm.EnqueueAsync("echo hello"))).State);
        Assert.Single(await farm.Control.ListAsync());
        Assert.Single(agents, static agent => agent.IsRunning);
    }

    [Fact]
    public async Task A_second_agent_on_one_state_directory_ends_and_leaves_the_first_alone()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (first, worker) = await farm.JoinAsync("a", await farm.TokenAsync(uses: 2));

        var second = farm.Start("a");

        Assert.NotEqual(0, await second.ExitAsync());
        Assert.Contains($"'{farm.StateOf("a")}' is used by another worker", second.Output, StringComparison.Ordinal);
        Assert.True(first.IsRunning);
        Assert.Equal(worker.WorkerId, (await farm.OverAsync(await farm.EnqueueAsync("echo hello"))).WorkerId);
    }

    [Fact]
    public async Task An_agent_whose_credential_was_revoked_is_not_heard_any_more()
    {
        await using var farm = await AgentFarm.OpenAsync();
        var (_, worker) = await farm.JoinAsync("a");
        var job = await farm.EnqueueAsync("echo begun >> $SCRATCH/begun; sleep 1000");
        await farm.NotedAsync("begun");

        await farm.Get<Enrolment.IEnrolment>().RevokeAsync(new Enrolment.CredentialQuery { WorkerId = worker.WorkerId }, "alice");

        await farm.NoJobRunsAsync();
        await Eventually.TrueAsync("the farm has taken the job back", () => farm.Jobs.FindJobAsync(job).Result!.State == JobState.Pending);
        var (_, other) = await farm.JoinAsync("b");
        await farm.NotedAsync("begun", 2);
        Assert.Equal(other.WorkerId, (await farm.FindAsync(job)).WorkerId);
    }
}
