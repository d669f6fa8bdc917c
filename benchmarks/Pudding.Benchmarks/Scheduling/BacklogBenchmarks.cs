using BenchmarkDotNet.Attributes;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>The same start and finish, with few and with many jobs waiting for each tenant.</summary>
[BenchmarkCategory("Start and finish by depth of the backlogs")]
public class BacklogBenchmarks
{
    private SteadyFarm _farm = null!;

    /// <summary>How many tenants have jobs waiting.</summary>
    [Params(1_000, 10_000, 100_000)]
    public int Tenants { get; set; }

    /// <summary>How many jobs wait for each.</summary>
    [Params(8, 64)]
    public int Waiting { get; set; }

    [GlobalSetup]
    public void Build() => _farm = new SteadyFarm(Tenants, Shape.Flat, waiting: Waiting);

    [IterationSetup]
    public void Refill() => _farm.Refill();

    [Benchmark(Description = "FairScheduler", OperationsPerInvoke = SteadyFarm.Stretch)]
    public void StartAndFinish()
    {
        for (var i = 0; i < SteadyFarm.Stretch; i++)
            _farm.StartAndFinish();
    }
}
