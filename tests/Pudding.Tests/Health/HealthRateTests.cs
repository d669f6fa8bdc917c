using Pudding.Health;

namespace Pudding.Tests.Health;

/// <summary>How often the judge is wrong, and how soon it is right, over many seeded farms.</summary>
public sealed class HealthRateTests
{
    [Fact]
    public void Of_equal_workers_fewer_are_taken_for_sick_than_the_significance_says()
    {
        // The ratio is left out, so that the test stands alone. Two windows for each worker, with about 90 jobs each.
        const int Runs = 40;
        var options = new HealthOptions { Significance = 0.2, MinRatio = 1 };
        var alarms = 0;
        for (var seed = 0; seed < Runs; seed++)
            new SimulatedWorkers(seed, options).Run(1440, static _ => 0, _ => alarms++);

        Assert.InRange(alarms, 1, (int)(options.Significance * Runs * 8 * 2));
    }

    [Fact]
    public void With_the_defaults_no_healthy_worker_is_taken_for_sick_in_half_a_thousand_hours()
    {
        var alarms = 0;
        for (var seed = 1000; seed < 1032; seed++)
            new SimulatedWorkers(seed, new HealthOptions()).Run(1440, static _ => 0, _ => alarms++);

        Assert.Equal(0, alarms);
    }

    [Fact]
    public void A_worker_that_is_ten_times_worse_is_found_within_a_hundred_jobs()
    {
        List<int> needed = [];
        for (var seed = 0; seed < 40; seed++)
        {
            var farm = new SimulatedWorkers(seed, new HealthOptions()) { Rates = [0.03, 0.03, 0.03, 0.03, 0.03], Broken = 0 };
            needed.Add(FindSick(farm, failureOfWorker: 0.27));
        }

        needed.Sort();
        Assert.InRange(needed[19], 10, 50);
        Assert.InRange(needed[37], 10, 100);
    }

    [Fact]
    public void A_worker_that_fails_everything_is_found_as_soon_as_it_is_compared()
    {
        for (var seed = 0; seed < 40; seed++)
            Assert.InRange(FindSick(new SimulatedWorkers(seed, new HealthOptions()), failureOfWorker: 1), 10, 30);
    }

    /// <returns>After how many jobs the sick one of the workers was found.</returns>
    private static int FindSick(SimulatedWorkers farm, double failureOfWorker)
    {
        int? found = null;
        for (var hundreds = 0; found is null && hundreds < 10; hundreds++)
        {
            farm.Run(100, worker => worker == "w3" ? failureOfWorker : 0, sick =>
            {
                Assert.Equal("w3", sick.Id);
                found ??= farm.Ended["w3"];
            });
        }

        return found ?? int.MaxValue;
    }
}
