using BenchmarkDotNet.Attributes;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>One start and one finish with true-up: what a job costs the scheduler.</summary>
[BenchmarkCategory("Start and finish")]
public class StartAndFinishBenchmarks
{
    private SteadyFarm _farm = null!;

    /// <summary>How many tenants have jobs waiting.</summary>
    [Params(100, 1_000, 10_000, 100_000, 1_000_000)]
    public int Tenants { get; set; }

    /// <summary>The form of the tenant tree.</summary>
    [Params(Shape.Flat, Shape.TwoLevels)]
    public Shape Shape { get; set; }

    /// <summary>Whether tenants are limited so tightly that starts block them and ends free them again.</summary>
    [Params(false, true)]
    public bool Blocking { get; set; }

    [GlobalSetup]
    public void Build() => _farm = new SteadyFarm(Tenants, Shape, Blocking);

    [IterationSetup]
    public void Refill() => _farm.Refill();

    [Benchmark(Description = "FairScheduler", OperationsPerInvoke = SteadyFarm.Stretch)]
    public void StartAndFinish()
    {
        for (var i = 0; i < SteadyFarm.Stretch; i++)
            _farm.StartAndFinish();
    }
}
