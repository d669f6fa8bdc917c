namespace Pudding.Scheduling;

/// <summary>The names of the orders in which tenants get free slots.</summary>
public static class SchedulingOrders
{
    /// <summary>Who has used and holds least slot time by weight goes first: fair however long jobs are.</summary>
    public const string FairShare = "fair-share";

    /// <summary>Who enqueued first goes first, whoever it is; limits still apply. To compare with.</summary>
    public const string Fifo = "fifo";

    /// <summary>Who has fewest jobs running goes first, ties by who enqueued first. To compare with: who runs long jobs gets more.</summary>
    public const string LeastRunning = "least-running";

    /// <summary>Everybody in turn, one job each. To compare with: who runs long jobs gets more.</summary>
    public const string RoundRobin = "round-robin";

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> All { get; } = [FairShare, Fifo, LeastRunning, RoundRobin];
}
