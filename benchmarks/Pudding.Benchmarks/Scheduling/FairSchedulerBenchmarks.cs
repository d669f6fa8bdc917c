using BenchmarkDotNet.Attributes;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>One start and one finish with true-up, beside what any scheduler must at least do: take from a queue, or from a heap.</summary>
/// <remarks>All slots are taken; each operation ends one job and starts another. Keys are spread at random, since runtimes are. What becomes empty is filled
/// between the measured stretches.</remarks>
[MemoryDiagnoser]
[InvocationCount(1)]
[WarmupCount(5)]
[IterationCount(15)]
public class FairSchedulerBenchmarks
{
    private readonly JobTicket[] _running = new JobTicket[Demand.Slots];
    private readonly Queue<int> _queue = new();
    private readonly PriorityQueue<int, long> _heap = new();
    private Demand _demand = null!;
    private FairScheduler _scheduler = null!;
    private QueueKey[] _queues = [];
    private int[] _missing = [];
    private long _now;
    private int _serial;

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
    public void Build()
    {
        _demand = new Demand(Tenants, Shape);
        var limit = Blocking ? Math.Max(1, Demand.Slots / Tenants) + 1 : int.MaxValue;
        _scheduler = new FairScheduler(new FairSchedulerOptions { Policies = new TenantPolicies(limit) });
        _queues = [_scheduler.Queue("linux")];
        var perTenant = Math.Max(2, 4 * (Demand.Operations + Demand.Slots) / Tenants);
        for (var job = 0; job < perTenant; job++)
        {
            for (var tenant = 0; tenant < Tenants; tenant++)
                Add(tenant);
        }

        for (var slot = 0; slot < Demand.Slots; slot++)
        {
            _scheduler.TryStart(_queues, TimeSpan.FromTicks(_now += _demand.Runtime(slot) / Demand.Slots), out var started);
            _running[slot] = started.Ticket;
            _queue.Enqueue(slot);
            _heap.Enqueue(slot, _demand.Runtime(slot));
        }

        for (var tenant = Demand.Slots; tenant < Tenants; tenant++)
        {
            _queue.Enqueue(tenant);
            _heap.Enqueue(tenant, _demand.Runtime(tenant));
        }

        _missing = new int[Demand.Operations];
    }

    /// <summary>What the last stretch has taken is put back: to each tenant as many jobs as it lost.</summary>
    [IterationSetup(Target = nameof(StartAndFinish))]
    public void Refill()
    {
        foreach (var tenant in _missing.AsSpan(0, _taken))
            Add(tenant);
        _taken = 0;
    }

    private int _taken;

    [Benchmark(OperationsPerInvoke = Demand.Operations)]
    public void StartAndFinish()
    {
        for (var i = 0; i < Demand.Operations; i++)
        {
            var slot = i & (Demand.Slots - 1);
            _now += _demand.Runtime(i) / Demand.Slots;
            var now = TimeSpan.FromTicks(_now);
            _scheduler.Finish(_running[slot], now);
            if (!_scheduler.TryStart(_queues, now, out var started))
                throw new InvalidOperationException("Nothing is eligible.");
            _running[slot] = started.Ticket;
            _missing[_taken++] = TenantNumber(started.JobId);
        }
    }

    [Benchmark(OperationsPerInvoke = Demand.Operations)]
    public int FifoQueue()
    {
        var last = 0;
        for (var i = 0; i < Demand.Operations; i++)
        {
            last = _queue.Dequeue();
            _queue.Enqueue(last);
        }

        return last;
    }

    [Benchmark(OperationsPerInvoke = Demand.Operations)]
    public int PriorityQueue()
    {
        var last = 0;
        for (var i = 0; i < Demand.Operations; i++)
        {
            _heap.TryDequeue(out last, out var key);
            _heap.Enqueue(last, key + _demand.Runtime(i));
        }

        return last;
    }

    private static int TenantNumber(JobId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes);
        return BitConverter.ToInt32(bytes);
    }

    private void Add(int tenant)
    {
        var id = new JobId(new Guid(tenant, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        _scheduler.Add(_demand.Tenants[tenant], _queues[0], id, priority: 0, sequence: ++_serial);
    }
}
