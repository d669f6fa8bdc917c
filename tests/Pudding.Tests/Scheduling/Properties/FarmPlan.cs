using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>What a random farm is made of.</summary>
internal sealed class FarmPlan
{
    private static readonly double[] Weights = [0.01, 0.1, 0.5, 1, 1, 1, 1.5, 2, 3, 10, 100];

    private readonly Random _random;
    private readonly int _organisations;
    private readonly bool _weighs;
    private readonly bool _limits;
    private readonly bool _borrows;
    private readonly bool _guarantees;
    private readonly bool _rates;
    private readonly bool _pauses;

    public FarmPlan(Random random)
    {
        _random = random;
        _organisations = 1 + random.Next(3);
        var lively = random.Next(3) > 0;
        (_weighs, _limits, _borrows, _guarantees, _rates, _pauses) = (Chance(0.7), Chance(0.6), Chance(0.4), Chance(0.4), Chance(0.3), lively && Chance(0.4));
        Runtime = TimeSpan.TicksPerSecond * Math.Pow(10, random.NextDouble() * 3.5);
        Options = new FairSchedulerOptions
        {
            Order = random.Next(10) switch { 0 => SchedulingOrders.Fifo, 1 => SchedulingOrders.LeastRunning, 2 => SchedulingOrders.RoundRobin, _ => SchedulingOrders.FairShare },
            Policies = new TenantPolicies(_limits && Chance(0.5) ? 1 + random.Next(6) : 1000),
            EstimateBy = Chance(0.3) ? RuntimeEstimate.Tenant : RuntimeEstimate.Queue,
            InitialRuntime = TimeSpan.FromTicks((long)(Runtime * Math.Pow(10, (random.NextDouble() * 3) - 1.5))),
            Credit = random.Next(5) switch { 0 => 0, 1 => 0.5, 2 => 10, _ => 2 },
        };
        Leaves = [.. Enumerable.Range(0, 2 + random.Next(11)).Select(RandomLeaf)];
        Queues = Chance(0.6) ? ["linux", "osx"] : ["linux"];
        Changes = lively;
        ComesAndGoes = lively && Chance(0.5);
        Cancels = Chance(0.5) ? 0.05 : 0;
        Refuses = Chance(0.5) ? 0.1 : 0;
        Loses = Chance(0.5) ? 0.05 : 0;
        Load = random.Next(4) switch { 0 => 0.9, 1 => 1.5, 2 => 3, _ => 10 };
    }

    public FairSchedulerOptions Options { get; }

    public TenantPath[] Leaves { get; }

    public string[] Queues { get; }

    /// <summary>The typical runtime, in ticks.</summary>
    public double Runtime { get; }

    /// <summary>How much comes, in parts of what the slots can do.</summary>
    public double Load { get; }

    /// <summary>Whether policies, slots and runtimes change.</summary>
    public bool Changes { get; }

    /// <summary>Whether tenants leave for good and new ones come.</summary>
    public bool ComesAndGoes { get; }

    /// <summary>The part of jobs that are cancelled.</summary>
    public double Cancels { get; }

    /// <summary>The part of starts that are refused.</summary>
    public double Refuses { get; }

    /// <summary>The part of jobs that are lost with their worker.</summary>
    public double Loses { get; }

    /// <summary>A leaf and those above it, from the top.</summary>
    public static IEnumerable<TenantPath> Path(TenantPath leaf) => leaf.Parent is { } parent ? Path(parent).Append(leaf) : [leaf];

    public bool Chance(double part) => _random.NextDouble() < part;

    /// <summary>About so many typical runtimes, in ticks.</summary>
    public long Runtimes(double count) => 1 + (long)(Runtime * count * 2 * _random.NextDouble());

    public TenantPath RandomLeaf(int number) => TenantPath.Parse(_random.Next(5) switch
    {
        0 => $"t{number}",
        < 4 => $"o{_random.Next(_organisations)}/p{number}",
        _ => $"o{_random.Next(_organisations)}/q{_random.Next(2)}/p{number}",
    });

    public FarmLoad RandomLoad(TenantPath leaf, AccountQueue queue, int loads, int slots)
    {
        var batch = Chance(0.5) ? 1 : 1 + _random.Next(20);
        var runtime = Runtime * Math.Pow(10, (_random.NextDouble() * 2) - 1);
        return new FarmLoad(leaf, queue)
        {
            Batch = batch,
            Runtime = runtime,
            Pause = runtime * batch * loads / (slots * Load * (0.2 + (1.6 * _random.NextDouble()))),
            Shape = _random.Next(12) switch { < 3 => 0, < 7 => 1, < 11 => 2, _ => 3 },
        };
    }

    public TenantPolicy RandomPolicy(TenantPath node)
    {
        int? limit = _limits && Chance(0.6) ? _random.Next(8) + (node.Depth == 1 ? 2 : 0) : null;
        var borrows = _borrows && Chance(0.4);
        var guarantee = _guarantees && Chance(0.6) ? 1 + _random.Next(node.Depth == 1 ? 5 : 2) : 0;
        return new TenantPolicy
        {
            Weight = _weighs ? Weights[_random.Next(Weights.Length)] : 1,
            MaxConcurrent = limit,
            BorrowIdle = borrows,
            BorrowCeiling = borrows && Chance(0.5) ? (limit ?? 3) + _random.Next(4) : null,
            Guarantee = Math.Min(guarantee, limit ?? int.MaxValue),
            StartsPerMinute = _rates && Chance(0.4) ? Math.Min(60_000, TimeSpan.TicksPerMinute / (double)Runtimes(0.7)) : null,
            StartBurst = 1 + (Chance(0.5) ? _random.Next(5) : 0),
            Paused = _pauses && Chance(0.2),
        };
    }
}
