using BenchmarkDotNet.Attributes;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>How others decide: with time that grows with the number of tenants, so that it is not measured with the most.</summary>
[BenchmarkCategory("Start and finish")]
public class SlowStandInBenchmarks
{
    private const int ScanOperations = 512;
    private const int SortOperations = 8;

    private StandInFarm<LinearScan> _scan = null!;
    private StandInFarm<SortEachTime> _sort = null!;

    /// <summary>How many tenants have jobs waiting.</summary>
    [Params(100, 1_000, 10_000, 100_000)]
    public int Tenants { get; set; }

    [GlobalSetup(Target = nameof(Scan))]
    public void FillScan()
    {
        _scan = new StandInFarm<LinearScan>(Tenants, static charged => new LinearScan(charged));
        SteadyFarm.Settle(static () => { }, Scan);
    }

    [GlobalSetup(Target = nameof(Sort))]
    public void FillSort()
    {
        _sort = new StandInFarm<SortEachTime>(Tenants, static charged => new SortEachTime(charged));
        SteadyFarm.Settle(static () => { }, Sort);
    }

    [Benchmark(Description = "Linear scan for each decision", OperationsPerInvoke = ScanOperations)]
    public void Scan()
    {
        for (var i = 0; i < ScanOperations; i++)
            _scan.StartAndFinish();
    }

    [Benchmark(Description = "Sort for each decision", OperationsPerInvoke = SortOperations)]
    public void Sort()
    {
        for (var i = 0; i < SortOperations; i++)
            _sort.StartAndFinish();
    }
}
