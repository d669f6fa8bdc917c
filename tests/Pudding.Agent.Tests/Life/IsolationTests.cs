using System.Text.Json.Nodes;
using Pudding.Agent.Tests.Support;
using Pudding.Jobs;

namespace Pudding.Agent.Tests.Life;

public sealed class IsolationTests
{
    private const int FirstUser = 2_000_200_000;

    [SkippableFact]
    public async Task A_job_that_is_kept_apart_reads_nothing_of_its_agent()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "It takes root on Linux to keep jobs apart.");
        await using var farm = await AgentFarm.OpenAsync();
        var (agent, _) = await farm.JoinAsync("a", more: new JsonObject { ["isolation"] = "WhenPossible", ["firstUser"] = FirstUser });

        // The way there is open, so that only the files' own modes are in the way.
        File.SetUnixFileMode(farm.Root, File.GetUnixFileMode(farm.Root) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await File.WriteAllTextAsync(Path.Combine(farm.Root, "open"), "everyone's\n");
        var job = await farm.EnqueueAsync($"""
            id -u
            cat $SCRATCH/open
            cat {farm.SettingsOf("a")} 2>/dev/null || echo no settings
            ls {farm.StateOf("a")} 2>/dev/null || echo no directory
            cat {farm.StateOf("a")}/identity.json 2>/dev/null || echo no credential
            cat /proc/{agent.Id}/environ > /dev/null 2>&1 || echo no environment
            ls /proc/{agent.Id}/fd > /dev/null 2>&1 || echo no descriptors
            kill -9 {agent.Id} 2>/dev/null || echo no signal
            env | grep -i -c 'token\|bootstrap' || echo no word of it
            """);

        Assert.Equal(JobState.Succeeded, (await farm.OverAsync(job)).State);
        Assert.Equal(
            [$"{FirstUser}", "everyone's", "no settings", "no directory", "no credential", "no environment", "no descriptors", "no signal", "0", "no word of it"],
            (await farm.Jobs.ReadLogAsync(job)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
