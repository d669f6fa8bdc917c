using Pudding.Agent.Tests.Support;
using Pudding.Events;
using Pudding.Guardian;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Pools;

namespace Pudding.Agent.Tests.Pools;

/// <summary>A pool whose instances are agents on this machine.</summary>
public sealed class PoolTests
{
    private const string Queue = "pooled";
    private const string Waits = "echo begun >> $SCRATCH/begun; while [ ! -e $SCRATCH/go ]; do sleep 0.05; done";

    [Fact]
    public async Task It_grows_with_the_queue_and_shrinks_without_and_no_job_is_lost()
    {
        await using var farm = await AgentFarm.OpenAsync(AddPool);
        Assert.Empty(StatusOf(farm).Instances);
        var jobs = await EnqueueAsync(farm, 5);

        await farm.NotedAsync("begun", 4);
        Assert.Equal(2, StatusOf(farm).Instances.Count);
        farm.Note("go");
        foreach (var job in jobs)
        {
            var over = await farm.OverAsync(job);
            Assert.Equal((JobState.Succeeded, 1, 0), (over.State, over.Attempt, over.InfrastructureLosses));
            Assert.Empty((await farm.EventsOfAsync(job)).OfType<JobRequeued>());
        }

        await Eventually.TrueAsync("all instances are gone", () => StatusOf(farm).Instances.Count == 0, TimeSpan.FromMinutes(1));
        Assert.Equal((2, 2), (StatusOf(farm).Launched, StatusOf(farm).Retired));
        Assert.Empty(await farm.Control.ListAsync());
    }

    [Fact]
    public async Task An_instance_that_is_killed_is_replaced_and_its_job_runs_again()
    {
        await using var farm = await AgentFarm.OpenAsync(AddPool);
        var job = await farm.EnqueueAsync("echo $PPID >> $SCRATCH/begun; [ $(wc -l < $SCRATCH/begun) = 2 ] || sleep 1000", Queue);
        await farm.NotedAsync("begun");
        var first = Assert.Single(StatusOf(farm).Instances).InstanceId;

        var guardian = int.Parse(farm.Notes("begun")[0]);
        Native.Kill(ProcessTable.Read().Entries.First(process => process.Pid == guardian).ParentPid, Native.SigKill);

        await farm.NoJobRunsAsync(TimeSpan.FromSeconds(1));
        var over = await farm.OverAsync(job);
        Assert.Equal((JobState.Succeeded, 1), (over.State, over.InfrastructureLosses));
        Assert.NotEqual(first, over.InstanceId);
        Assert.Single((await farm.EventsOfAsync(job)).OfType<JobFinished>());
        await Eventually.TrueAsync("the dead one is buried", () => StatusOf(farm).Instances.All(instance => instance.InstanceId != first));
    }

    [Fact]
    public async Task A_host_finds_the_instances_of_the_former_one_and_their_jobs_go_on()
    {
        await using var farm = await AgentFarm.OpenAsync(AddPool);
        var jobs = await EnqueueAsync(farm, 3);
        await farm.NotedAsync("begun", 3);
        var before = StatusOf(farm).Instances.Select(static instance => instance.InstanceId).ToList();

        await farm.StopHostAsync();
        await farm.StartHostAsync();
        await Eventually.TrueAsync(
            "the new host has them ready", () => StatusOf(farm).Instances.Count(static instance => instance.Status == PoolInstanceStatus.Ready) == before.Count);
        Assert.Equal(before, StatusOf(farm).Instances.Select(static instance => instance.InstanceId));
        farm.Note("go");

        foreach (var job in jobs)
        {
            var over = await farm.OverAsync(job);
            Assert.Equal((JobState.Succeeded, 1, 0), (over.State, over.Attempt, over.InfrastructureLosses));
        }

        Assert.Equal(0, StatusOf(farm).Launched);
        await farm.Get<IPoolControl>().EmptyAsync("local").WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(3, farm.Notes("begun").Length);
    }

    private static PoolStatus StatusOf(AgentFarm farm) => farm.Get<IPoolControl>().Pools.Single();

    private static async Task<JobId[]> EnqueueAsync(AgentFarm farm, int count)
    {
        var jobs = new JobId[count];
        for (var i = 0; i < count; i++)
            jobs[i] = await farm.EnqueueAsync(Waits, Queue);
        return jobs;
    }

    private static void AddPool(AgentFarm farm, IPuddingBuilder pudding) => pudding.AddPool("local", pool =>
    {
        pool.Serves(Queue).Slots(2).Scale(min: 0, max: 2, TimeSpan.FromSeconds(2));
        pool.Options.Interval = TimeSpan.FromMilliseconds(500);
        pool.UseLocalProcesses(local =>
        {
            local.StateDirectory = Path.Combine(farm.Root, "instances");
            local.Program = AgentProcess.Program;
            local.StopGrace = TimeSpan.FromSeconds(5);
        });
    });
}
