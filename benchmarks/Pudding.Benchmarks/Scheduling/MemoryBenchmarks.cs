using BenchmarkDotNet.Attributes;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>What the machine takes for one read that waits for the one before, anywhere in so much memory: the unit to tell a decision by.</summary>
[BenchmarkCategory("One dependent random read")]
public class MemoryBenchmarks
{
    private const int Reads = 1 << 13;
    private const int LineBytes = 64;
    private const int Step = LineBytes / sizeof(int);

    private int[] _next = [];
    private int _at;

    /// <summary>How many tenants there would be.</summary>
    [Params(100, 1_000, 10_000, 100_000, 1_000_000)]
    public int Tenants { get; set; }

    /// <summary>How many bytes each would take: one cache line; a few; about as many as the scheduler takes with few jobs waiting.</summary>
    [Params(LineBytes, 256, 1024)]
    public int Bytes { get; set; }

    /// <summary>One cycle through all lines in random order (Sattolo's shuffle).</summary>
    [GlobalSetup]
    public void Build()
    {
        _next = new int[Tenants * (Bytes / sizeof(int))];
        for (var i = 0; i < _next.Length; i += Step)
            _next[i] = i;
        var random = new Random(4711);
        for (var line = (_next.Length / Step) - 1; line > 0; line--)
        {
            var other = random.Next(line) * Step;
            (_next[line * Step], _next[other]) = (_next[other], _next[line * Step]);
        }

        SteadyFarm.Settle(static () => { }, () => Read());
    }

    [Benchmark(Description = "Read", OperationsPerInvoke = Reads)]
    public int Read()
    {
        for (var i = 0; i < Reads; i++)
            _at = _next[_at];
        return _at;
    }
}
