namespace Pudding.Scheduling.Trees;

/// <summary>The trees of all queues: who is eligible, and in which order.</summary>
/// <remarks>What is not eligible is not in its parent's heap, so a tenant that is blocked costs nothing however much it waits with.</remarks>
internal sealed class QueueForest(TenantTable tenants, NodeTable nodes, QueueTable queues, JobTable jobs, Placement placement, FairSchedulerOptions options)
{
    /// <summary>V grows by this part of what its children would each get if it were spread evenly over those that are active. At all, so that an endless stream of
    /// newcomers, who start below V, can't keep those who wait from their turn; by little, because newcomers are small, and to be served soon.</summary>
    private const int FloorShare = 4;

    /// <summary>Fewer nodes than these are near anyway.</summary>
    private const int ManyNodes = 4096;

    public int FindOrAdd(int queue, int tenant)
    {
        if (nodes.Find(tenants[tenant], queue) is var known and not QueueNode.None)
            return known;
        var above = tenants[tenant].Parent;
        var parent = above >= 0 ? FindOrAdd(queue, above) : queues[queue].Root;
        return nodes.Add(tenant, ref tenants[tenant], queue, parent, placement.StartOf(queue, tenant, parent));
    }

    /// <summary>Of some queues the one served least recently that has an eligible tenant: it lags most. <see cref="QueueNode.None"/> if nothing is eligible.</summary>
    public int PickQueue(ReadOnlySpan<QueueKey> among)
    {
        var picked = QueueNode.None;
        foreach (var key in among)
        {
            if (!queues.Contains(key))
                throw new ArgumentException("The queue key is of no queue of this scheduler.", nameof(among));
            ref readonly var queue = ref queues[key.Index];
            if (nodes.ChildrenOf(queue.Root).HasEligible && (picked < 0 || queue.LastServed < queues[picked].LastServed))
                picked = key.Index;
        }

        return picked;
    }

    /// <summary>The leaf whose turn it is in a queue that has an eligible one.</summary>
    public int PickLeaf(int queue)
    {
        var node = queues[queue].Root;
        while (placement.HasEligibleChild(node, nodes[node]))
            node = nodes.ChildrenOf(node).Eligible!.First;
        return node;
    }

    public int IndexOf(QueueKey key) => queues.Contains(key) ? key.Index : throw new ArgumentException("The queue key is of no queue of this scheduler.", nameof(key));

    /// <summary>How many jobs of a queue could start if there were slots without end, as far as they are in memory. Looks at no more nodes than it counts jobs, at each level.</summary>
    public int CountStartable(int queue, int atMost) => CountBelow(queues[queue].Root, atMost);

    private int CountBelow(int node, int atMost)
    {
        if (!placement.HasEligibleChild(node, nodes[node]))
            return Math.Min(nodes[node].Waiting, atMost);
        var count = 0;
        foreach (var entry in nodes.ChildrenOf(node).Eligible!.Entries)
        {
            if (count >= atMost)
                break;
            ref readonly var tenant = ref tenants[nodes[entry.Item].Tenant];
            count += CountBelow(entry.Item, Math.Min(atMost - count, tenant.Ceiling - tenant.Running));
        }

        return count;
    }

    /// <summary>Brings what the next decision will look at nearer, and of what the ones after it may look at, the first part.</summary>
    public void PrefetchNext(int queue)
    {
        var index = queues[queue].Root;
        bool areInner;
        do
        {
            if (nodes.ChildrenOf(index).Eligible is not { Count: > 0 } eligible)
                return;
            index = eligible.First;
            areInner = nodes[index].ChildCount > 0;
            if (nodes.End >= ManyNodes)
                PrefetchRunnersUp(eligible, areInner);
        }
        while (areInner);

        if (nodes[index].FirstJob is var job and not QueueNode.None)
        {
            Prefetch.Of(ref tenants[nodes[index].Tenant]);
            Prefetch.Of(ref jobs[job]);
        }
    }

    /// <summary>A job of the leaf that was picked starts.</summary>
    /// <returns>At which levels it was picked by a guarantee: a bit for each, the lowest for the leaf.</returns>
    public byte Start(int leaf, long estimate)
    {
        var serial = ++placement.Serial;
        placement.IsFresh = false;
        queues[nodes[leaf].Queue].LastServed = serial;
        var guaranteed = 0;
        var level = 1;
        for (var index = leaf; nodes[index].Parent is var parent and >= 0; index = parent)
        {
            ref var node = ref nodes[index];
            ref var floor = ref nodes.ChildrenOf(parent).Floor;
            if (node.Tier == Tier.BelowGuarantee)
                guaranteed |= level;
            else
                floor = SlotTime.Max(floor, node.Consumed);

            nodes.Items.Ties[index] = serial;
            OccupyOne(index, estimate, jobs: 1, tokens: 1);
            level <<= 1;
        }

        return (byte)guaranteed;
    }

    /// <summary>A job runs, or no longer does, at a leaf and those above it.</summary>
    /// <param name="leaf">Where.</param>
    /// <param name="estimate">What it holds: less than zero to release that.</param>
    /// <param name="count">1 for a job that runs, -1 for one that doesn't any more.</param>
    /// <param name="tokens">How many of the start rates' tokens are taken: less than zero to give them back.</param>
    public void Occupy(int leaf, long estimate, int count, int tokens)
    {
        for (var index = leaf; nodes[index].Parent is var parent and >= 0; index = parent)
            OccupyOne(index, estimate, count, tokens);
    }

    /// <summary>Charges a leaf and those above it for slot time that was really used. Their places are left for <see cref="RefreshPath"/>.</summary>
    public void Consume(int leaf, long used, byte guaranteedLevels)
    {
        int guaranteed = guaranteedLevels;
        for (var index = leaf; nodes[index].Parent is var parent and >= 0; index = parent)
        {
            ref var node = ref nodes[index];
            ref var siblings = ref nodes.ChildrenOf(parent);
            var charged = unchecked(node.Consumed + SlotTime.Weigh(used, tenants[node.Tenant].InverseWeight));
            if ((guaranteed & 1) == 0)
            {
                node.Consumed = charged;
                siblings.Advance(SlotTime.Spread(used, siblings.ActiveWeight) / FloorShare);
            }
            else
            {
                // What is guaranteed makes a debt of a credit at most, and no debt less.
                var most = unchecked(siblings.Floor + placement.CreditOf(node.Queue, node.Tenant));
                node.Consumed = SlotTime.Max(node.Consumed, SlotTime.Min(charged, most));
            }

            guaranteed >>= 1;
        }
    }

    /// <summary>Brings the places of a leaf and of all above it in line with what has changed at each.</summary>
    public void RefreshPath(int leaf)
    {
        for (var index = leaf; nodes[index].Parent is var parent and >= 0; index = parent)
            placement.Refresh(index, hasMoved: false);
    }

    /// <summary>Brings the node's place, and the places above it as far as it matters there, in line with what has changed at it.</summary>
    public void Refresh(int leaf)
    {
        var index = leaf;
        while (nodes[index].Parent is var parent and >= 0 && placement.Refresh(index, hasMoved: false))
            index = parent;
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
                if (nodes.IsTenants(index) && tenants.RecordOf(nodes[index].Tenant).Depth == depth)
                    placement.Refresh(index, hasMoved: false);
            }
        }
    }

    /// <summary>How long the leaf's next job is expected to run, in ticks.</summary>
    public long EstimateOf(int leaf)
    {
        return options.EstimateBy == RuntimeEstimate.Tenant && nodes.RuntimeOf(leaf) is { IsKnown: true } own
            ? own.Ticks
            : queues[nodes[leaf].Queue].Runtime.Ticks;
    }

    public void Learn(int leaf, long runtime)
    {
        queues[nodes[leaf].Queue].Runtime.Learn(runtime);
        if (options.EstimateBy == RuntimeEstimate.Tenant)
            nodes.RuntimeOf(leaf).Learn(runtime);
    }

    /// <summary>Whether a newcomer would start where the node is, or ahead of it.</summary>
    public bool HasDecayed(int index)
    {
        ref readonly var node = ref nodes[index];
        return !SlotTime.IsBefore(placement.StartOf(node.Queue, node.Tenant, node.Parent), node.Consumed);
    }

    /// <summary>Of leaves, the nodes; of those above, which are few and near anyway, the nodes of their first children.</summary>
    private void PrefetchRunnersUp(IndexedHeap eligible, bool areInner)
    {
        foreach (var (_, item) in eligible.RunnersUp)
        {
            if (!areInner)
                Prefetch.Of(ref nodes[item]);
            else if (nodes.ChildrenOf(item).Eligible is { Count: > 0 } below)
                Prefetch.Of(ref nodes[below.First]);
        }
    }

    private void OccupyOne(int index, long estimate, int jobs, int tokens)
    {
        ref var node = ref nodes[index];
        node.Held = unchecked(node.Held + estimate);
        node.Running += jobs;
        ref var tenant = ref tenants[node.Tenant];
        var before = (tenant.MayStart, tenant.IsAtLimit);
        tenant.Running += jobs;
        if (tokens != 0 && tenant.HasRate)
            tenants.TakeTokens(node.Tenant, tokens);
        placement.Refresh(index, hasMoved: true);
        if (before != (tenant.MayStart, tenant.IsAtLimit) || placement.RanksByRunning)
            RefreshTenant(node.Tenant, exceptQueue: node.Queue);
    }
}
