namespace Pudding.Scheduling.Trees;

/// <summary>The trees of all queues: who is eligible, and in which order.</summary>
/// <remarks>What is not eligible is not in its parent's heap, so a tenant that is blocked costs nothing however much it waits with.</remarks>
internal sealed class QueueForest(TenantTable tenants, NodeTable nodes, QueueTable queues, JobTable jobs, FairSchedulerOptions options)
{
    /// <summary>Keys of one tier are this far from those of the next: 36,000 slot-years, more than siblings ever differ.</summary>
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

    public int FindOrAdd(int queue, int tenant)
    {
        if (nodes.Find(tenants[tenant], queue) is var known and not QueueNode.None)
            return known;
        var above = tenants[tenant].Parent;
        var parent = above >= 0 ? FindOrAdd(queue, above) : queues[queue].Root;
        return nodes.Add(tenant, ref tenants[tenant], queue, parent, StartOf(queue, tenant, parent));
    }

    /// <summary>Of some queues the one served least recently that has an eligible tenant: it lags most. <see cref="QueueNode.None"/> if nothing is eligible.</summary>
    public int PickQueue(ReadOnlySpan<QueueKey> among)
    {
        var picked = QueueNode.None;
        foreach (var key in among)
        {
            ref readonly var queue = ref queues[key.Index];
            if (nodes[queue.Root].HasEligibleChild && (picked < 0 || queue.LastServed < queues[picked].LastServed))
                picked = key.Index;
        }

        return picked;
    }

    /// <summary>The leaf whose turn it is.</summary>
    public int PickLeaf(int queue)
    {
        var node = queues[queue].Root;
        while (nodes[node].Children is { Count: > 0 } children)
            node = children.First;
        return node;
    }

    /// <summary>A job of the leaf that was picked starts.</summary>
    public void Start(int leaf, long estimate)
    {
        var serial = ++Serial;
        queues[nodes[leaf].Queue].LastServed = serial;
        var below = QueueNode.None;
        for (var index = leaf; nodes[index].Parent is var parent and >= 0; index = parent)
        {
            ref var node = ref nodes[index];
            ref var floor = ref nodes[parent].Floor;
            if (node.Tier == Tier.BelowGuarantee)
                node.Consumed = SlotTime.Min(node.Consumed, unchecked(floor + CreditOf(node.Queue, node.Tenant)));
            else
                floor = SlotTime.Max(floor, node.Consumed);
            nodes.Items.Ties[index] = serial;
            Occupy(index, below, estimate, jobs: 1, tokens: 1);
            below = index;
        }
    }

    /// <summary>A job runs, or no longer does, at a leaf and those above it.</summary>
    /// <param name="leaf">Where.</param>
    /// <param name="estimate">What it holds: less than zero to release that.</param>
    /// <param name="count">1 for a job that runs, -1 for one that doesn't any more.</param>
    /// <param name="tokens">How many of the start rates' tokens are taken: less than zero to give them back.</param>
    public void Occupy(int leaf, long estimate, int count, int tokens)
    {
        var below = QueueNode.None;
        for (var index = leaf; nodes[index].Parent is var parent and >= 0; index = parent)
        {
            Occupy(index, below, estimate, count, tokens);
            below = index;
        }
    }

    /// <summary>Charges a leaf and those above it for slot time that was really used. Their places are left for <see cref="RefreshPath"/>.</summary>
    public void Consume(int leaf, long used)
    {
        for (var index = leaf; nodes[index].Parent is var parent and >= 0; index = parent)
        {
            ref var node = ref nodes[index];
            node.Consumed = unchecked(node.Consumed + SlotTime.Weigh(used, tenants[node.Tenant].InverseWeight));
        }
    }

    /// <summary>Brings the places of a leaf and of all above it in line with what has changed at each.</summary>
    public void RefreshPath(int leaf)
    {
        var below = QueueNode.None;
        for (var index = leaf; nodes[index].Parent is var parent and >= 0; index = parent)
        {
            RefreshPlace(index, below, hasMoved: false);
            below = index;
        }
    }

    /// <summary>Brings the node's place, and the places above it as far as it matters there, in line with what has changed at it.</summary>
    public void Refresh(int leaf)
    {
        var below = QueueNode.None;
        for (var index = leaf; nodes[index].Parent is var parent and >= 0 && RefreshPlace(index, below, hasMoved: false); index = parent)
            below = index;
    }

    /// <summary>Refreshes all nodes of a tenant, except the one in a queue that is looked after already.</summary>
    public void RefreshTenant(int tenant, int exceptQueue = QueueNode.None)
    {
        for (var node = tenants[tenant].FirstNode; node != QueueNode.None; node = nodes[node].NextOfTenant)
        {
            if (nodes[node].Queue != exceptQueue)
                Refresh(node);
        }
    }

    /// <summary>Refreshes everything: for when all policies have changed.</summary>
    public void RefreshAll()
    {
        // From the leaves up, so that each is judged by children that have been judged.
        for (var depth = Tenants.TenantPath.MaxDepth; depth > 0; depth--)
        {
            for (var index = 0; index < nodes.End; index++)
            {
                if (nodes.IsTenants(index) && tenants[nodes[index].Tenant].Path.Depth == depth)
                    RefreshPlace(index, below: QueueNode.None, hasMoved: false);
            }
        }
    }

    /// <summary>How long the leaf's next job is expected to run, in ticks.</summary>
    public long EstimateOf(int leaf)
    {
        ref readonly var node = ref nodes[leaf];
        return options.EstimateBy == RuntimeEstimate.Tenant && node.Runtime.IsKnown ? node.Runtime.Ticks : queues[node.Queue].Runtime.Ticks;
    }

    public void Learn(int leaf, long runtime)
    {
        ref var node = ref nodes[leaf];
        queues[node.Queue].Runtime.Learn(runtime);
        if (options.EstimateBy == RuntimeEstimate.Tenant)
            node.Runtime.Learn(runtime);
    }

    /// <summary>Whether nothing would change if the node were forgotten and made anew.</summary>
    public bool IsForgettable(int index)
    {
        ref readonly var node = ref nodes[index];
        return node is { Waiting: 0, Running: 0, ChildCount: 0, HasMore: false }
            && !SlotTime.IsBefore(StartOf(node.Queue, node.Tenant, node.Parent), node.Consumed);
    }

    /// <summary>Where a newcomer starts: as who comes back after a long time, but not ahead of those who came before anybody had used anything.</summary>
    private long StartOf(int queue, int tenant, int parent)
    {
        var floor = nodes[parent].Floor;
        var credit = CreditOf(queue, tenant);
        return floor >= 0 && floor < credit ? 0 : unchecked(floor - credit);
    }

    public QueueForest Clone(TenantTable ofTenants, NodeTable ofNodes, QueueTable ofQueues, JobTable ofJobs) =>
        new(ofTenants, ofNodes, ofQueues, ofJobs, options) { Serial = Serial };

    private void Occupy(int index, int below, long estimate, int jobs, int tokens)
    {
        ref var node = ref nodes[index];
        node.Held = unchecked(node.Held + estimate);
        node.Running += jobs;
        ref var tenant = ref tenants[node.Tenant];
        var before = (tenant.MayStart, tenant.IsAtLimit);
        tenant.Running += jobs;
        if (tokens != 0 && tenant.Rate.IsLimited)
            tenants.TakeTokens(node.Tenant, tokens);
        RefreshPlace(index, below, hasMoved: true);
        if (before != (tenant.MayStart, tenant.IsAtLimit) || _order == OrderKind.LeastRunning)
            RefreshTenant(node.Tenant, exceptQueue: node.Queue);
    }

    /// <param name="index">The node.</param>
    /// <param name="below">The child whose change led here; <see cref="QueueNode.None"/> at the start.</param>
    /// <param name="hasMoved">Whether its place has surely changed.</param>
    /// <returns>Whether its place has changed.</returns>
    private bool RefreshPlace(int index, int below, bool hasMoved)
    {
        ref var node = ref nodes[index];
        ref readonly var tenant = ref tenants[node.Tenant];
        var wasEligible = nodes.IsEligible(index);
        var hasWork = node.Waiting > 0 || node.HasEligibleChild;
        if (!hasWork || !tenant.MayStart)
        {
            // Who has work, but not in memory, has not been away.
            if (!tenant.MayStart)
                node.KeepsPlaceUntil = 0;
            else if (wasEligible && (node.HasMore || (below >= 0 && nodes[below].KeepsPlaceUntil == QueueNode.Always)))
                node.KeepsPlaceUntil = QueueNode.Always;
            if (wasEligible)
                nodes[node.Parent].Children!.Remove(index);
            return wasEligible;
        }

        if (!wasEligible)
            ComeBack(index);
        var tier = TierOf(node, tenant);
        var tie = nodes.Items.Ties[index];
        if (_order == OrderKind.LeastRunning)
            nodes.Items.Ties[index] = HeadOf(node);
        var key = unchecked(KeyOf(index, node, tenant) + ((long)tier << TierShift));
        node.Tier = tier;
        ref var siblings = ref nodes[node.Parent].Children;
        if (!wasEligible)
            (siblings ??= new IndexedHeap(nodes.Items)).Insert(index, key);
        else if (hasMoved || key != siblings!.KeyOf(index) || tie != nodes.Items.Ties[index])
            siblings!.Update(index, key);
        else
            return false;
        return true;
    }

    private Tier TierOf(in QueueNode node, in TenantNode tenant)
    {
        if (tenant.IsAtLimit || (node.HasEligibleChild && nodes[node.Children!.First].Tier == Tier.Borrowing))
            return Tier.Borrowing;
        return node.Running < tenant.Guarantee ? Tier.BelowGuarantee : Tier.Normal;
    }

    private long KeyOf(int index, in QueueNode node, in TenantNode tenant) => _order switch
    {
        OrderKind.Fifo => HeadOf(node),
        OrderKind.LeastRunning => tenant.Running,
        OrderKind.RoundRobin => nodes.Items.Ties[index],
        _ => unchecked(node.Consumed + SlotTime.Weigh(node.Held, tenant.InverseWeight)),
    };

    /// <summary>The sequence of the job that the node would give next.</summary>
    private long HeadOf(in QueueNode node)
    {
        ref readonly var leaf = ref node;
        while (leaf.HasEligibleChild)
            leaf = ref nodes[leaf.Children!.First];
        return jobs[leaf.FirstJob].Sequence;
    }

    /// <summary>The return rule: whoever becomes eligible (again), for whatever reason, starts at most the credit ahead of its siblings; debt is kept.</summary>
    private void ComeBack(int index)
    {
        ref var node = ref nodes[index];
        var keepsPlace = node.KeepsPlaceUntil != 0 && Serial <= node.KeepsPlaceUntil;
        node.KeepsPlaceUntil = 0;
        if (keepsPlace)
            return;
        if (_order == OrderKind.RoundRobin)
            nodes.Items.Ties[index] = ++Serial;
        node.Consumed = SlotTime.Max(node.Consumed, unchecked(nodes[node.Parent].Floor - CreditOf(node.Queue, node.Tenant)));
    }

    private long CreditOf(int queue, int tenant) => SlotTime.Weigh((long)(queues[queue].Runtime.Ticks * options.Credit), tenants[tenant].InverseWeight);
}
