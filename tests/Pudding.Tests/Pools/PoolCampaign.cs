using Pudding.Instances;
using Pudding.Jobs;

namespace Pudding.Tests.Pools;

/// <summary>Pools under random work and random faults of the provider, on fake time. More seeds: <c>PUDDING_POOL_SEEDS</c>.</summary>
public sealed class PoolCampaign
{
    private const int Rounds = 150;
    private const int QuietRounds = 120;

    public static TheoryData<int> Tenths => [.. Enumerable.Range(0, 10)];

    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("PUDDING_POOL_SEEDS"), out var seeds) ? seeds : 40;

    [Theory]
    [MemberData(nameof(Tenths))]
    public async Task No_job_is_killed_none_is_lost_and_the_pool_comes_to_rest(int tenth)
    {
        for (var seed = tenth + 1; seed <= Seeds; seed += 10)
        {
            try
            {
                await RunAsync(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
        }
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        using var farm = new PoolFarm(seed, faultRate: 0.15, static pool => pool.Options.BootTimeout = TimeSpan.FromMinutes(2));
        var jobs = new List<Job>();
        for (var round = 0; round < Rounds; round++)
        {
            if (random.Next(12) == 0)
                jobs.AddRange(await farm.Farm.EnqueueAsync($"org/{random.Next(3)}", count: random.Next(1, 8)));
            if (random.Next(40) == 0 && farm.Cloud!.Alive.ToList() is { Count: > 0 } alive)
                farm.Cloud.Die(alive[random.Next(alive.Count)]);
            await StepAsync(farm, random);
        }

        // The faults stop: everything gets done, and nothing is left.
        farm.Cloud!.FaultRate = 0;
        for (var round = 0; round < QuietRounds; round++)
            await StepAsync(farm, random);

        foreach (var job in jobs)
        {
            var last = await farm.Farm.FindAsync(job.Id);
            Assert.True(last.State == JobState.Succeeded || last.Cause == JobCause.Interrupted, $"job {job.Id} is {last.State}, {last.Cause}");
        }

        Assert.Equal(0, farm.KilledJobs);
        Assert.Empty(farm.Cloud.Alive);
        Assert.Empty(farm.Instances);
        Assert.Equal(
            farm.Cloud.Instances.Count(),
            farm.Cloud.Instances.Select(static instance => instance.IntentId).Distinct().Count());
    }

    private static async Task StepAsync(PoolFarm farm, Random random)
    {
        farm.Farm.Clock.Advance(TimeSpan.FromSeconds(random.Next(1, 8)));
        await farm.MachinesAsync(bootChance: 0.5, finishChance: 0.3);
        try
        {
            await farm.RoundAsync();
        }
        catch (ProviderException)
        {
            // the next round makes up for it
        }

        Assert.True(farm.Cloud!.Alive.Count() <= 3, $"{farm.Cloud.Alive.Count()} instances are more than the most");
    }
}
