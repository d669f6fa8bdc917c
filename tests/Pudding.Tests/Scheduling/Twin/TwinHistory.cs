using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Twin;

/// <summary>Turns numbers into operations on a scheduler and its twin.</summary>
internal sealed class TwinHistory(FairSchedulerOptions options, List<string> log)
{
    public const int Kinds = 60;

    private static readonly TenantPath[] Leaves =
        [.. new[] { "a/x", "a/y", "b/x", "b/y/1", "b/y/2", "c", "d/z" }.Select(TenantPath.Parse)];

    private static readonly TenantPath[] Nodes = [.. Leaves, .. new[] { "a", "b", "b/y", "d" }.Select(TenantPath.Parse)];

    private static readonly string[][] QueueSets = [["linux"], ["osx"], ["linux", "osx"], ["osx", "linux"]];

    private static readonly double[] Weights = [0.01, 0.5, 1, 1.5, 2, 4, 100];

    private static readonly double?[] Rates = [null, null, null, null, 6, 60, 47.3, 600];

    private readonly TwinPair _pair = new(options, log);

    public long Now { get; set; }

    /// <summary>Whether the clock doesn't go on.</summary>
    public bool StandsStill { get; init; }

    /// <summary>Under round-robin it matters in which order those get their turns that become eligible at once, which a restore and places that are used again change.</summary>
    private bool IsRoundRobin => options.Order == SchedulingOrders.RoundRobin;

    public void Run(IEnumerable<(int Kind, int What, int Much)> steps)
    {
        foreach (var (kind, what, much) in steps)
        {
            if (!StandsStill)
                Now += much % 10_000 * TimeSpan.TicksPerMillisecond;
            Do(kind, what, much);
        }
    }

    /// <summary>Every tenant uses slot time until what it has consumed, in weighed microseconds, is just below the largest 64-bit integer.</summary>
    /// <param name="left">How far below, in ticks of slot time of a tenant of weight 0.01.</param>
    public void ConsumeUntilItWraps(long left)
    {
        const int Rounds = 8;
        const long Jobs = Rounds * 2;
        var light = new TenantPolicy { Weight = 0.01, MaxConcurrent = 10 };
        var own = Nodes.ToDictionary(static node => node, _ => light);
        own[TenantPath.Parse("a")] = own[TenantPath.Parse("b/y")] = light with { Weight = 0.02 };
        own[TenantPath.Parse("b")] = light with { Weight = 0.03 };
        _pair.Apply(new TenantPolicies(10, own));
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (leaf, queue) in from leaf in Leaves from queue in QueueSets[2] select (leaf, queue))
            {
                for (var half = 0; half < 2; half++)
                    _pair.Release(_pair.AddRunning(leaf, queue, Now - (((long.MaxValue / 10) - left) / Jobs)), Now);
            }

            foreach (var leaf in Leaves)
            {
                _pair.Add(leaf, "linux", 0);
                _pair.Add(leaf, "osx", 0);
            }

            while (_pair.TryStart(QueueSets[2], Now))
            {
            }

            foreach (var job in _pair.Twin.Jobs.ToList())
                _pair.Remove(job);
        }
    }

    private void Do(int kind, int what, int much)
    {
        var twin = _pair.Twin;
        var leaf = Leaves[what % Leaves.Length];
        var node = Nodes[what % Nodes.Length];
        var queues = QueueSets[much % QueueSets.Length];
        var earlier = Now - (much % 5 == 0 ? TimeSpan.TicksPerSecond * (what % 20) : 0);
        var running = twin.Jobs.Where(static job => job.IsRunning).ToList();
        var waiting = twin.Jobs.Where(static job => !job.IsRunning).ToList();
        switch (kind)
        {
            case < 14:
                _pair.Add(leaf, queues[0], much % 3);
                break;
            case < 26:
                _pair.TryStart(queues, Now);
                break;
            case < 32 when running.Count > 0:
                _pair.Finish(running[what % running.Count], earlier);
                break;
            case < 35 when running.Count > 0:
                _pair.Charge(running[what % running.Count], earlier);
                break;
            case < 36 when running.Count > 0:
                _pair.Release(running[what % running.Count], earlier);
                break;
            case < 38 when running.Count > 0:
                _pair.Return(running[what % running.Count]);
                break;
            case 38 when waiting.Count > 0:
                _pair.Remove(waiting[what % waiting.Count]);
                break;
            case 39 when running.Count > 0:
                _pair.Remove(running[what % running.Count]);
                break;
            case 40:
                _pair.AddRunning(leaf, queues[0], Now - (much % 60 * TimeSpan.TicksPerSecond));
                break;
            case 41 when waiting.Count > 0:
                _pair.Reprioritise(waiting[what % waiting.Count], much % 4);
                break;
            case >= 42 and < 47:
                _pair.SetPolicy(node, Policy(what / 13, much));
                break;
            case 47:
                Apply(what, much);
                break;
            case 48 or 49 when !IsRoundRobin:
                _pair.ForgetIdle();
                break;
            case 50:
                _pair.Clone(much % 2 == 0, Now);
                break;
            case 51 when !IsRoundRobin:
                _pair.Restore(Now, shift: much % 3 == 0 ? 0 : (what - 50_000) * TimeSpan.TicksPerSecond);
                break;
            case 52 or 53:
                while (_pair.TryStart(queues, Now))
                {
                }

                break;
            case 54 or 55:
                foreach (var job in running.Where((_, i) => (what >> (i % 16)) % 2 == 0))
                    _pair.Finish(job, Now);
                break;
            case 56 or 57:
                for (var i = 0; i < 8; i++)
                    _pair.Add(Leaves[(what + (i * much)) % Leaves.Length], queues[0], i % 2);
                break;
            case 58 when !StandsStill:
                Now += what % 4000 * TimeSpan.TicksPerSecond;
                break;
            default:
                break;
        }
    }

    private void Apply(int what, int much)
    {
        var own = new Dictionary<TenantPath, TenantPolicy>();
        for (var i = 0; i < 5; i++)
            own[Nodes[(what + (i * 3)) % Nodes.Length]] = Policy((what / 7) + (i * 31), (much / 5) + (i * 17));
        var policies = new NaivePolicies(1 + (much % 4), own);
        if (policies.FitTogether)
            _pair.Apply(policies.ToPolicies());
        else
            Assert.Throws<ArgumentException>(() => policies.ToPolicies());
    }

    private static TenantPolicy Policy(int what, int much)
    {
        int? limit = much % 3 == 0 ? null : much / 3 % 6;
        var borrows = what % 3 == 0;
        return new TenantPolicy
        {
            Weight = Weights[(what + much) % Weights.Length],
            MaxConcurrent = limit,
            BorrowIdle = borrows,
            BorrowCeiling = borrows && what % 2 == 0 ? (limit ?? 3) + (much / 18 % 3) : null,
            Guarantee = Math.Min(what / 6 % 4 == 0 ? 1 + (much % 3) : 0, limit ?? int.MaxValue),
            StartsPerMinute = Rates[what / 24 % Rates.Length],
            StartBurst = 1 + (much / 7 % 3),
            Paused = much % 11 == 0,
        };
    }
}
