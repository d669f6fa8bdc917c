namespace Pudding.Tenants;

/// <summary>What an operator says of one node of the tenant tree. What is not said has its default.</summary>
public sealed record TenantPolicy
{
    /// <summary>The smallest weight that is allowed.</summary>
    public const double MinWeight = 0.01;

    /// <summary>The largest weight that is allowed.</summary>
    public const double MaxWeight = 100;

    /// <summary>The lowest start rate that is allowed: about one in 17 hours.</summary>
    public const double MinStartsPerMinute = 0.001;

    /// <summary>The highest start rate that is allowed.</summary>
    public const double MaxStartsPerMinute = 60_000;

    /// <summary>The largest burst that is allowed.</summary>
    public const int MaxStartBurst = 10_000;

    /// <summary>Nothing said.</summary>
    public static TenantPolicy Default { get; } = new();

    /// <summary>The share beside its siblings: 2 gets twice the slot time of 1. From 0.01 to 100. The weight of a project counts among the projects of
    /// its organisation; against other organisations, the organisation's does. A change acts from then on, also on what waits already.</summary>
    /// <value>1 by default.</value>
    public double Weight { get; init; } = 1;

    /// <summary>The most jobs at and below this node that may be active at once, over all queues. Zero stops it.</summary>
    /// <value>None by default: <see cref="TenantPolicies.DefaultLimit"/> applies where jobs are held (a project), and no limit above.</value>
    public int? MaxConcurrent { get; init; }

    /// <summary>Whether its limit gives way while nobody else wants the slot: at the limit and above, its jobs start only when nothing of its siblings that is
    /// below theirs could. What was borrowed is not taken back: it ends with its job. The limits above it still hold.</summary>
    /// <value><c>false</c> by default: the limit is hard.</value>
    public bool BorrowIdle { get; init; }

    /// <summary>The most jobs that may be active at once with <see cref="BorrowIdle"/>; at least <see cref="MaxConcurrent"/>. It is never exceeded, also where the default
    /// limit is higher.</summary>
    /// <value>None by default: it may borrow whatever is idle.</value>
    public int? BorrowCeiling { get; init; }

    /// <summary>Slots of each queue that it gets, while it has work, before any sibling gets more than theirs. Nothing that runs is stopped for it,
    /// and no limit gives way to it, the default one neither.
    /// The guarantees right below a node sum to at most its own.</summary>
    /// <value>0 by default.</value>
    public int Guarantee { get; init; }

    /// <summary>The most jobs at and below this node that start in a minute, over all queues, apart from <see cref="StartBurst"/>. From 0.001 to 60,000.</summary>
    /// <value>No such limit by default.</value>
    public double? StartsPerMinute { get; init; }

    /// <summary>How many starts may follow each other at once when there were none for long (the size of the token bucket of <see cref="StartsPerMinute"/>).
    /// From 1 to 10,000.</summary>
    /// <value>1 by default.</value>
    public int StartBurst { get; init; } = 1;

    /// <summary>Whether nothing at or below this node starts. What runs goes on.</summary>
    /// <value><c>false</c> by default.</value>
    public bool Paused { get; init; }

    /// <summary>What is wrong with this policy, each error beginning with the field that it is about; empty when nothing is.</summary>
    public IEnumerable<string> Validate() => CheckRanges().Concat(CheckTogether()).Select(static error => $"{error.Field}: {error.Message}");

    /// <summary>Which fields are out of their range.</summary>
    internal IEnumerable<(string Field, string Message)> CheckRanges()
    {
        if (!double.IsFinite(Weight) || Weight < MinWeight || Weight > MaxWeight)
            yield return (nameof(Weight), $"{Weight} is not a number from {MinWeight} to {MaxWeight}.");
        if (MaxConcurrent < 0)
            yield return (nameof(MaxConcurrent), $"{MaxConcurrent} is below zero; zero stops a tenant, leave it out for the default.");
        if (BorrowCeiling < 0)
            yield return (nameof(BorrowCeiling), $"{BorrowCeiling} is below zero.");
        if (Guarantee < 0)
            yield return (nameof(Guarantee), $"{Guarantee} is below zero.");
        if (StartsPerMinute is { } rate && !(rate >= MinStartsPerMinute && rate <= MaxStartsPerMinute))
            yield return (nameof(StartsPerMinute), $"{rate} is not a number from {MinStartsPerMinute} to {MaxStartsPerMinute}; leave it out for no limit, pause the tenant to stop it.");
        if (StartBurst is < 1 or > MaxStartBurst)
            yield return (nameof(StartBurst), $"{StartBurst} is not from 1 to {MaxStartBurst}.");
    }

    /// <summary>Which fields, each within its range, don't go together.</summary>
    internal IEnumerable<(string Field, string Message)> CheckTogether()
    {
        if (BorrowCeiling is not null && !BorrowIdle)
            yield return (nameof(BorrowCeiling), $"{BorrowCeiling} says nothing without {nameof(BorrowIdle)}.");
        if (BorrowIdle && BorrowCeiling >= 0 && BorrowCeiling < MaxConcurrent)
            yield return (nameof(BorrowCeiling), $"{BorrowCeiling} is below {nameof(MaxConcurrent)}, {MaxConcurrent}.");
        if (Guarantee > 0 && Guarantee > MaxConcurrent)
            yield return (nameof(Guarantee), $"{Guarantee} is above {nameof(MaxConcurrent)}, {MaxConcurrent}, which is never exceeded for it.");
    }
}
