using BenchmarkDotNet.Attributes;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>What any scheduler must at least do for a start and a finish: a queue without fairness, and heaps without limits, levels, jobs, tickets.</summary>
[BenchmarkCategory("Start and finish")]
public class StandInBenchmarks
{
    private const int QueueOperations = 1 << 17;
    private const int HeapOperations = 1 << 13;

    private readonly Queue<int> _queue = new();
    private readonly PriorityQueue<int, long> _priorities = new();
    private readonly long[] _runtimes = Runtimes.Draw(1 << 12, new Random(42));
    private StandInFarm<IndexedHeap> _heap = null!;
    private Dice _dice = new();

    /// <summary>How many tenants have jobs waiting.</summary>
    [Params(100, 1_000, 10_000, 100_000, 1_000_000)]
    public int Tenants { get; set; }

    [GlobalSetup(Target = nameof(Fifo))]
    public void FillQueue()
    {
        for (var tenant = 0; tenant < Tenants; tenant++)
            _queue.Enqueue(tenant);
        SteadyFarm.Settle(static () => { }, () => Fifo());
    }

    [GlobalSetup(Target = nameof(Priorities))]
    public void FillPriorities()
    {
        var keys = Runtimes.Draw(Tenants, new Random(4711));
        for (var tenant = 0; tenant < Tenants; tenant++)
            _priorities.Enqueue(tenant, keys[tenant]);
        SteadyFarm.Settle(static () => { }, () => Priorities());
    }

    [GlobalSetup(Target = nameof(Heap))]
    public void FillHeap()
    {
        _heap = new StandInFarm<IndexedHeap>(Tenants, static charged => new IndexedHeap(charged));
        SteadyFarm.Settle(static () => { }, Heap);
    }

    /// <summary>Who is first goes to the end.</summary>
    [Benchmark(Description = "`Queue<T>`: no fairness", OperationsPerInvoke = QueueOperations)]
    public int Fifo()
    {
        var tenant = 0;
        for (var i = 0; i < QueueOperations; i++)
        {
            tenant = _queue.Dequeue();
            _queue.Enqueue(tenant);
        }

        return tenant;
    }

    /// <summary>Who is first comes back with a larger key. It can't be trued up: a <see cref="PriorityQueue{TElement, TPriority}"/> changes no key.</summary>
    [Benchmark(Description = "`PriorityQueue<,>`: no true-up", OperationsPerInvoke = HeapOperations)]
    public int Priorities()
    {
        var tenant = 0;
        for (var i = 0; i < HeapOperations; i++)
        {
            _priorities.TryDequeue(out tenant, out var key);
            _priorities.Enqueue(tenant, key + _runtimes[_dice.Next(_runtimes.Length)]);
        }

        return tenant;
    }

    /// <summary>Both keys change in place.</summary>
    [Benchmark(Description = "Bare indexed heap", OperationsPerInvoke = HeapOperations, Baseline = true)]
    public void Heap()
    {
        for (var i = 0; i < HeapOperations; i++)
            _heap.StartAndFinish();
    }
}
