using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Pools;
using Pudding.Workers;

namespace Pudding.Tests.Pools;

public sealed class PoolTests
{
    [Fact]
    public async Task Instances_come_with_the_work_and_go_when_they_have_had_none_for_a_while()
    {
        using var farm = new PoolFarm();
        await farm.RoundAsync();
        Assert.Empty(farm.Instances);

        var jobs = await farm.Farm.EnqueueAsync("org/a", count: 5);
        await farm.RoundAsync();
        Assert.Equal(3, farm.Cloud!.Alive.Count());

        await WorkAsync(farm, jobs);
        Assert.Equal(3, farm.Cloud.Alive.Count());

        await PassAsync(farm, TimeSpan.FromSeconds(90));
        Assert.Empty(farm.Cloud.Alive);
        Assert.Empty(farm.Instances);
        Assert.Equal(0, farm.KilledJobs);
    }

    [Fact]
    public async Task A_job_that_comes_as_an_instance_is_about_to_go_keeps_it()
    {
        using var farm = new PoolFarm();
        await WorkAsync(farm, await farm.Farm.EnqueueAsync("org/a"));
        await PassAsync(farm, TimeSpan.FromSeconds(50));

        // Claimed, and the idle time is over in the same moment.
        var job = (await farm.Farm.EnqueueAsync("org/a"))[0];
        await farm.MachinesAsync();
        await farm.Farm.DispatchAsync();
        farm.Farm.Clock.Advance(TimeSpan.FromSeconds(20));
        await farm.RoundAsync();
        Assert.Equal(PoolInstanceStatus.Ready, Assert.Single(farm.Instances).Status);

        await WorkAsync(farm, [job]);
        Assert.Equal(JobState.Succeeded, (await farm.Farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task An_instance_that_dies_is_replaced_and_its_job_runs_again()
    {
        using var farm = new PoolFarm();
        var job = (await farm.Farm.EnqueueAsync("org/a"))[0];
        await farm.RoundAsync();
        await farm.MachinesAsync(finishChance: 0);
        await farm.RoundAsync();
        await farm.MachinesAsync(finishChance: 0);
        Assert.Equal(JobState.Running, (await farm.Farm.FindAsync(job.Id)).State);

        farm.Die(Assert.Single(farm.Instances).InstanceId);
        await farm.RoundAsync();
        var again = await farm.Farm.FindAsync(job.Id);
        Assert.Equal((JobState.Pending, JobCause.Interrupted), (again.State, again.Cause));

        await WorkAsync(farm, [job]);
        Assert.Equal(2, farm.Cloud!.Instances.Count());
    }

    [Fact]
    public async Task One_that_does_not_come_up_in_time_is_terminated_and_replaced()
    {
        using var farm = new PoolFarm(configure: static pool => pool.Options.BootTimeout = TimeSpan.FromMinutes(2));
        await farm.Farm.EnqueueAsync("org/a");
        await farm.RoundAsync();
        farm.Farm.Clock.Advance(TimeSpan.FromMinutes(3));
        await farm.RoundAsync();
        Assert.Equal(["m-2"], farm.Cloud!.Alive.Select(static instance => instance.Id));

        // The next ones come not at once: a pool whose instances end before they come up waits.
        await farm.RoundAsync();
        farm.Farm.Clock.Advance(TimeSpan.FromMinutes(3));
        await farm.RoundAsync();
        await farm.RoundAsync();
        var before = farm.Cloud.Instances.Count();
        farm.Cloud.Alive.ToList().ForEach(farm.Cloud.Die);
        await farm.RoundAsync();
        await farm.RoundAsync();
        Assert.Equal(before, farm.Cloud.Instances.Count());
        farm.Farm.Clock.Advance(TimeSpan.FromMinutes(2));
        await farm.RoundAsync();
        Assert.Single(farm.Cloud.Alive);
    }

    [Fact]
    public async Task One_that_an_operator_has_cordoned_is_left_alone()
    {
        using var farm = new PoolFarm();
        await WorkAsync(farm, await farm.Farm.EnqueueAsync("org/a"));
        var id = Assert.Single(farm.Instances).InstanceId;
        await farm.Farm.Get<IWorkerControl>().CordonAsync(CellKey.Instance(id), "a look at the disk", "ann");
        await PassAsync(farm, TimeSpan.FromMinutes(5));
        Assert.Equal((id, PoolInstanceStatus.HeldBack), (farm.Instances[0].InstanceId, farm.Instances[0].Status));
        Assert.Single(farm.Cloud!.Alive);
    }

    [Fact]
    public async Task A_pool_is_emptied_without_touching_a_job()
    {
        using var farm = new PoolFarm();
        var job = (await farm.Farm.EnqueueAsync("org/a"))[0];
        await farm.RoundAsync();
        await farm.MachinesAsync(finishChance: 0);
        await farm.RoundAsync();
        await farm.MachinesAsync(finishChance: 0);

        farm.Controller.Empty();
        await farm.RoundAsync();
        await farm.RoundAsync();
        Assert.Equal(PoolInstanceStatus.Draining, Assert.Single(farm.Instances).Status);

        await farm.MachinesAsync();
        await farm.RoundAsync();
        await farm.RoundAsync();
        await farm.RoundAsync();
        Assert.Empty(farm.Cloud!.Alive);
        Assert.Equal(JobState.Succeeded, (await farm.Farm.FindAsync(job.Id)).State);
        Assert.Equal(0, farm.KilledJobs);
    }

    [Fact]
    public async Task A_refused_pool_waits_as_long_as_the_provider_asks_although_another_instance_is_well()
    {
        using var farm = new PoolFarm();
        await WorkAsync(farm, await farm.Farm.EnqueueAsync("org/a"));
        farm.Cloud!.Refusal = ProviderError.QuotaExceeded("instances", "No more.");
        await farm.Farm.EnqueueAsync("org/a", count: 6);
        var before = farm.Cloud.Asked;
        for (var round = 0; round < 100; round++)
        {
            await farm.RoundAsync();
            await farm.MachinesAsync(finishChance: 0);
            farm.Farm.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        // Two at a time, after pauses that double from a quarter of a second.
        Assert.InRange(farm.Cloud.Asked - before, 2, 20);

        farm.Cloud.Refusal = ProviderError.Throttled(TimeSpan.FromMinutes(10), "Slowly.");
        farm.Farm.Clock.Advance(TimeSpan.FromMinutes(2));
        await farm.RoundAsync();
        before = farm.Cloud.Asked;
        await PassAsync(farm, TimeSpan.FromMinutes(9));
        Assert.Equal(before, farm.Cloud.Asked);
    }

    [Fact]
    public async Task What_the_provider_has_for_the_pool_and_nobody_remembers_is_the_pools()
    {
        using var farm = new PoolFarm();
        var request = new LaunchRequest { IntentId = Guid.CreateVersion7(), Attempt = 1, Pool = PoolFarm.Pool, Image = "default" }.WithToken();
        await farm.Cloud!.LaunchAsync([request], CancellationToken.None);
        await farm.RoundAsync();
        Assert.Equal(PoolInstanceStatus.Booting, Assert.Single(farm.Instances).Status);

        await farm.MachinesAsync();
        await PassAsync(farm, TimeSpan.FromSeconds(90));
        Assert.Empty(farm.Cloud.Alive);
    }

    [Fact]
    public async Task One_that_comes_up_in_the_moment_that_it_is_given_up_stays()
    {
        using var farm = new PoolFarm(configure: static pool => pool.Options.BootTimeout = TimeSpan.FromMinutes(2));
        var job = (await farm.Farm.EnqueueAsync("org/a"))[0];
        await farm.RoundAsync();
        farm.Farm.Clock.Advance(TimeSpan.FromMinutes(3));
        farm.Cloud!.OnResolve = async () =>
        {
            farm.Cloud.OnResolve = static () => Task.CompletedTask;
            await farm.MachinesAsync(finishChance: 0);
            await farm.Farm.DispatchAsync();
            await farm.MachinesAsync(finishChance: 0);
        };
        await farm.RoundAsync();
        Assert.Equal(JobState.Running, (await farm.Farm.FindAsync(job.Id)).State);
        Assert.Contains(farm.Cloud.Alive, static instance => instance.Id == "m-1");
        Assert.Equal(0, farm.KilledJobs);
    }

    [Fact]
    public async Task A_host_that_does_not_schedule_empties_no_pool()
    {
        using var farm = new PoolFarm();
        await Assert.ThrowsAsync<InvalidOperationException>(() => farm.Farm.Get<IPoolControl>().EmptyAsync(PoolFarm.Pool));
        await Assert.ThrowsAsync<ArgumentException>(() => farm.Farm.Get<IPoolControl>().EmptyAsync("none"));
    }

    /// <summary>Until the jobs are over.</summary>
    private static async Task WorkAsync(PoolFarm farm, IReadOnlyList<Job> jobs)
    {
        for (var round = 0; round < 50; round++)
        {
            await farm.RoundAsync();
            await farm.MachinesAsync();
            farm.Farm.Clock.Advance(TimeSpan.FromSeconds(1));
            var states = new List<JobState>();
            foreach (var job in jobs)
                states.Add((await farm.Farm.FindAsync(job.Id)).State);
            if (states.TrueForAll(static state => state == JobState.Succeeded))
                return;
        }

        Assert.Fail("The jobs were never done.");
    }

    private static async Task PassAsync(PoolFarm farm, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(5))
        {
            farm.Farm.Clock.Advance(TimeSpan.FromSeconds(5));
            await farm.MachinesAsync();
            await farm.RoundAsync();
        }
    }
}
