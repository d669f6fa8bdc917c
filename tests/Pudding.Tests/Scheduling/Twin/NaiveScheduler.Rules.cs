using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Twin;

internal sealed partial class NaiveScheduler
{
    private const int None = int.MaxValue;

    /// <summary>When the next tenant of those that lack one gets a token.</summary>
    public long? NextTokenAt => _tenants.Where(static tenant => tenant.LacksToken).Min(tenant => (long?)TokenAt(tenant));

    /// <summary>Forgets what has decayed: from the leaves up, until nothing more can go.</summary>
    public int ForgetIdle()
    {
        while (_nodes.Find(HasDecayed) is { } node)
        {
            node.Parent!.Children.Remove(node);
            _nodes.Remove(node);
        }

        var before = _tenants.Count;
        while (_tenants.Find(IsForgettable) is { } tenant)
            _tenants.Remove(tenant);
        return before - _tenants.Count;
    }

    private bool HasDecayed(NaiveNode node) =>
        node.Waiting.Count == 0 && node.Running == 0 && node.Children.Count == 0
        && node.Consumed <= NewConsumed(node.Parent!, node);

    private bool IsForgettable(NaiveTenant tenant) =>
        !_nodes.Exists(node => node.Tenant == tenant) && !_tenants.Exists(below => below.Parent == tenant)
        && (tenant.ArrivalTime is not { } arrival || arrival <= _newest);

    private bool IsEligible(NaiveNode node) =>
        (node.Waiting.Count > 0 || node.Children.Exists(IsEligible))
        && node.Tenant!.Running < Ceiling(node) && !Policies[node.Tenant].Paused && !node.Tenant.LacksToken;

    /// <summary>Only leaves hold jobs, and only they have the default limit.</summary>
    private int Limit(NaiveNode node) => Policies[node.Tenant!].MaxConcurrent ?? (node.Children.Count == 0 ? Policies.DefaultLimit : None);

    private int Ceiling(NaiveNode node) => Policies[node.Tenant!].BorrowIdle ? Policies[node.Tenant!].BorrowCeiling ?? None : Limit(node);

    private int Tier(NaiveNode node)
    {
        var policy = Policies[node.Tenant!];
        if (policy.BorrowIdle && node.Tenant!.Running >= Limit(node))
            return 2;
        if (node.Children.Where(IsEligible).Select(Tier).DefaultIfEmpty().Min() == 2)
            return 2;
        return node.Running < policy.Guarantee ? 0 : 1;
    }

    private static NaiveJob? Head(NaiveNode leaf) => leaf.Waiting.OrderByDescending(job => job.Priority).ThenBy(job => job.Sequence).FirstOrDefault();

    /// <summary>By what eligible siblings are ordered: tier, key, tie.</summary>
    private (int Tier, Int128 Key, long Tie) Rank(NaiveNode node) => (Tier(node), Key(node), Tie(node));

    private Int128 Key(NaiveNode node) => options.Order switch
    {
        SchedulingOrders.FairShare => node.Consumed + Weigh(node.Held, node),
        SchedulingOrders.Fifo => NextSequence(node),
        SchedulingOrders.LeastRunning => node.Tenant!.Running,
        _ => node.Turn,
    };

    private long Tie(NaiveNode node) => options.Order switch
    {
        SchedulingOrders.FairShare => node.Tie,
        SchedulingOrders.LeastRunning => NextSequence(node),
        _ => 0,
    };

    /// <summary>The sequence of the job that the node would give next.</summary>
    private long NextSequence(NaiveNode node) =>
        Head(node)?.Sequence ?? NextSequence(node.Children.Where(IsEligible).OrderBy(Rank).First());

    private void SetArrivalTime(NaiveTenant tenant, long? time)
    {
        tenant.ArrivalTime = time;
        tenant.LacksToken = time is not null && TokenAt(tenant) > _newest;
    }

    private long TokenAt(NaiveTenant tenant) => tenant.ArrivalTime!.Value - ((Policies[tenant].StartBurst - 1) * Interval(tenant));

    private long Interval(NaiveTenant tenant) =>
        Math.Max(1, (long)Math.Round(TimeSpan.TicksPerMinute / Policies[tenant].StartsPerMinute!.Value));

    /// <summary>Microseconds of slot time of a tenant of weight 1, by the weight in force now.</summary>
    private Int128 Weigh(long ticks, NaiveNode node)
    {
        var inverse = (long)Math.Round(0.1 * 4294967296.0 / Policies[node.Tenant!].Weight);
        return ((Int128)ticks * inverse) >> 32;
    }

    private Int128 Credit(NaiveNode node) => Weigh((long)(node.Queue.MeanRuntime * options.Credit), node);

    /// <summary>The weights of those that have work or run something, in parts of 65,536.</summary>
    private double ActiveWeight(NaiveNode parent) => parent.Children.Where(node => IsEligible(node) || node.Running > 0)
        .Sum(node => Math.Round(Policies[node.Tenant!].Weight * 65536));

    private Int128 NewConsumed(NaiveNode parent, NaiveNode node)
    {
        var credit = Credit(node);
        return parent.V < credit ? 0 : parent.V - credit;
    }

    /// <summary>The return rule, for all who have become eligible since the operation before.</summary>
    private void Settle()
    {
        foreach (var node in _nodes)
        {
            var eligible = IsEligible(node);
            if (eligible && !node.WasEligible)
            {
                node.Consumed = Int128.Max(node.Consumed, node.Parent!.V - Credit(node));
                node.Turn = ++_turn;
            }

            node.WasEligible = eligible;
        }
    }

    private NaiveNode NodeOf(string queue, TenantPath path)
    {
        if (!_queues.TryGetValue(queue, out var home))
            _queues[queue] = home = new NaiveQueue(queue, options.InitialRuntime.Ticks);
        if (_nodes.Find(node => node.Queue == home && node.Tenant!.Path == path) is { } known)
            return known;

        var parent = path.Parent is { } above ? NodeOf(queue, above) : home.Root;
        var tenant = TenantOf(path);
        if (tenant is null)
            _tenants.Add(tenant = new NaiveTenant(path, parent.Tenant));
        var node = new NaiveNode(home, tenant, parent) { Tie = long.MinValue + _created++ };
        node.Consumed = NewConsumed(parent, node);
        parent.Children.Add(node);
        _nodes.Add(node);
        return node;
    }
}
