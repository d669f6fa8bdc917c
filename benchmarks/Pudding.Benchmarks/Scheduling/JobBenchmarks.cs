using BenchmarkDotNet.Attributes;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>What else happens to jobs in the scheduler.</summary>
[BenchmarkCategory("Enqueue, cancel, heartbeat")]
public class JobBenchmarks
{
    private SteadyFarm _farm = null!;

    /// <summary>How many tenants have jobs waiting.</summary>
    [Params(100, 1_000, 10_000, 100_000, 1_000_000)]
    public int Tenants { get; set; }

    /// <summary>The form of the tenant tree.</summary>
    [Params(Shape.Flat, Shape.TwoLevels)]
    public Shape Shape { get; set; }

    [GlobalSetup(Target = nameof(Enqueue))]
    public void BuildForEnqueue() => Build(PrepareEnqueue, Enqueue);

    [GlobalSetup(Target = nameof(Cancel))]
    public void BuildForCancel() => Build(PrepareCancel, Cancel);

    [GlobalSetup(Target = nameof(Heartbeat))]
    public void BuildForHeartbeat() => Build(PrepareHeartbeat, Heartbeat);

    [IterationSetup(Target = nameof(Enqueue))]
    public void PrepareEnqueue() => _farm.PrepareEnqueues();

    /// <summary>A job comes for a tenant that has others waiting, as most have.</summary>
    [Benchmark(OperationsPerInvoke = SteadyFarm.Stretch)]
    public void Enqueue()
    {
        for (var i = 0; i < SteadyFarm.Stretch; i++)
            _farm.Enqueue(i);
    }

    [IterationSetup(Target = nameof(Cancel))]
    public void PrepareCancel() => _farm.PrepareCancels();

    /// <summary>A waiting job, any of all, is removed.</summary>
    [Benchmark(OperationsPerInvoke = SteadyFarm.Stretch)]
    public void Cancel()
    {
        for (var i = 0; i < SteadyFarm.Stretch; i++)
            _farm.Cancel(i);
    }

    [IterationSetup(Target = nameof(Heartbeat))]
    public void PrepareHeartbeat() => _farm.PrepareHeartbeats();

    /// <summary>A running job, any of all, is charged for what it has used so far.</summary>
    [Benchmark(OperationsPerInvoke = SteadyFarm.Stretch)]
    public void Heartbeat()
    {
        for (var i = 0; i < SteadyFarm.Stretch; i++)
            _farm.Heartbeat();
    }

    private void Build(Action prepare, Action stretch)
    {
        _farm = new SteadyFarm(Tenants, Shape);
        SteadyFarm.Settle(prepare, stretch);
    }
}
