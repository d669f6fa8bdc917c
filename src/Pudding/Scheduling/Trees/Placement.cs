namespace Pudding.Scheduling.Trees;

/// <summary>Where each node stands among its siblings: who is eligible, in which tier, with which key.</summary>
internal sealed class Placement(TenantTable tenants, NodeTable nodes, QueueTable queues, JobTable jobs, FairSchedulerOptions options)
{
    /// <summary>Keys of one tier are this far from those of the next: 73,000 slot-years, more than siblings ever differ.</summary>
    private const int TierShift = 61;

    private readonly OrderKind _order = options.Order switch
    {
        SchedulingOrders.Fifo => OrderKind.Fifo,
        SchedulingOrders.LeastRunning => OrderKind.LeastRunning,
        SchedulingOrders.RoundRobin => OrderKind.RoundRobin,
        _ => OrderKind.FairShare,
    };

    /// <summary>Counts starts (and, in a round, comings): what is served later has the higher number.</summary>
    public long Serial { get; set; }

    /// <summary>Whether there was no start since this went on from a snapshot.</summary>
    public bool IsFresh { get; set; }

    /// <summary>Whether a tenant's place in one queue depends on what it runs in others.</summary>
    public bool RanksByRunning => _order == OrderKind.LeastRunning;

    /// <summary>Puts a node into its place among its siblings, or takes it out.</summary>
    /// <param name="index">The node.</param>
    /// <param name="hasMoved">Whether its place has surely changed.</param>
    /// <returns>Whether its place has changed, or whether it awaits a refill: what those above look at.</returns>
    public bool Refresh(int index, bool hasMoved)
    {
        ref var node = ref nodes[index];
        ref readonly var tenant = ref tenants[node.Tenant];
        ref var siblings = ref nodes.ChildrenOf(node.Parent);
        var wasEligible = nodes.IsEligible(index);
        var isEligible = tenant.MayStart && (node.Waiting > 0 || HasEligibleChild(index, node));

        // Who has work, but not in memory, can't be picked; to the rules it is eligible all the same.
        var awaitsRefill = !isEligible && tenant.MayStart && (node.HasMore || node.AwaitingChildren > 0);
        if ((isEligible || awaitsRefill) && !wasEligible && node.Absence != Absence.AwaitsRefill)
            ComeBack(index, ref node, siblings.Floor);
        var hasChanged = SetAwaitsRefill(ref node, awaitsRefill);
        if (!tenant.MayStart)
            node.Absence = Absence.Real;
        if (isEligible)
            hasChanged |= Place(index, ref node, tenant, ref siblings, wasEligible, hasMoved);
        else if (wasEligible)
        {
            siblings.Eligible!.Remove(index);
            hasChanged = true;
        }

        var weight = isEligible || awaitsRefill || node.Running > 0 ? tenant.Weight : 0;
        siblings.ActiveWeight += weight - node.CountedWeight;
        node.CountedWeight = weight;
        return hasChanged;
    }

    public bool HasEligibleChild(int index, in QueueNode node) => node.ChildCount > 0 && nodes.ChildrenOf(index).HasEligible;

    /// <summary>Where a newcomer starts: as who comes back after a long time, but not ahead of those who came before anybody had used anything.</summary>
    public long StartOf(int queue, int tenant, int parent)
    {
        var floor = nodes.ChildrenOf(parent).Floor;
        var credit = CreditOf(queue, tenant);
        return floor >= 0 && floor < credit ? 0 : unchecked(floor - credit);
    }

    public long CreditOf(int queue, int tenant) =>
        SlotTime.Weigh((long)(queues[queue].Runtime.Ticks * options.Credit), tenants[tenant].InverseWeight);

    private bool Place(int index, ref QueueNode node, in TenantNode tenant, ref Siblings siblings, bool wasEligible, bool hasMoved)
    {
        if (RanksByRunning)
            hasMoved |= SetTie(index, HeadOf(index));
        node.Tier = TierOf(index, node, tenant);
        var key = unchecked(KeyOf(index, node, tenant) + ((long)node.Tier << TierShift));
        if (!wasEligible)
            (siblings.Eligible ??= new IndexedHeap(nodes.Items)).Insert(index, key);
        else if (hasMoved || key != siblings.Eligible!.KeyOf(index))
            siblings.Eligible!.Update(index, key);
        else
            return false;
        return true;
    }

    private bool SetAwaitsRefill(ref QueueNode node, bool awaitsRefill)
    {
        if (awaitsRefill == (node.Absence == Absence.AwaitsRefill))
            return false;
        node.Absence = awaitsRefill ? Absence.AwaitsRefill : Absence.Real;
        nodes[node.Parent].AwaitingChildren += awaitsRefill ? 1 : -1;
        return true;
    }

    /// <summary>The return rule: whoever becomes eligible (again), for whatever reason, starts at most the credit ahead of its siblings; debt is kept.</summary>
    private void ComeBack(int index, ref QueueNode node, long floor)
    {
        var keepsPlace = node.Absence == Absence.AwaitsRestore && IsFresh;
        node.Absence = Absence.Real;
        if (keepsPlace)
            return;
        if (_order == OrderKind.RoundRobin)
            SetTie(index, ++Serial);
        node.Consumed = SlotTime.Max(node.Consumed, unchecked(floor - CreditOf(node.Queue, node.Tenant)));
    }

    private bool SetTie(int index, long tie)
    {
        ref var before = ref nodes.Items.Ties[index];
        var hasChanged = before != tie;
        before = tie;
        return hasChanged;
    }

    private Tier TierOf(int index, in QueueNode node, in TenantNode tenant)
    {
        if (tenant.IsAtLimit || (HasEligibleChild(index, node) && nodes[nodes.ChildrenOf(index).Eligible!.First].Tier == Tier.Borrowing))
            return Tier.Borrowing;
        return node.Running < tenant.Guarantee ? Tier.BelowGuarantee : Tier.Normal;
    }

    private long KeyOf(int index, in QueueNode node, in TenantNode tenant) => _order switch
    {
        OrderKind.FairShare => unchecked(node.Consumed + SlotTime.Weigh(node.Held, tenant.InverseWeight)),
        OrderKind.Fifo => HeadOf(index),
        OrderKind.LeastRunning => tenant.Running,
        _ => nodes.Items.Ties[index],
    };

    /// <summary>The sequence of the job that the node would give next.</summary>
    private long HeadOf(int index)
    {
        while (HasEligibleChild(index, nodes[index]))
            index = nodes.ChildrenOf(index).Eligible!.First;
        return jobs[nodes[index].FirstJob].Sequence;
    }
}
