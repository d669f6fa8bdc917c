namespace Pudding.Scheduling;

/// <summary>The trees of all queues: who is eligible, and in which order.</summary>
/// <remarks>What is not eligible is not in its parent's heap, so a tenant that is blocked costs nothing however much it waits with.</remarks>
internal sealed class QueueForest(TenantTable tenants, JobTable jobs, FairSchedulerOptions options)
{
    private readonly OrderKind _order = options.Order switch
    {
        SchedulingOrders.Fifo => OrderKind.Fifo,
        SchedulingOrders.LeastRunning => OrderKind.LeastRunning,
        SchedulingOrders.RoundRobin => OrderKind.RoundRobin,
        _ => OrderKind.FairShare,
    };

    private readonly Dictionary<(int Queue, int Tenant), int> _indexes = [];
    private readonly Dictionary<string, int> _queueIndexes = new(StringComparer.Ordinal);
    private QueueNode[] _nodes = new QueueNode[16];
    private QueueState[] _queues = new QueueState[4];
    private int _count;
    private int _queueCount;
    private long _turn;

    /// <summary>Whether the order looks at how much of a tenant runs, in all queues.</summary>
    public bool RanksByRunning => _order == OrderKind.LeastRunning;

    public ref QueueNode this[int index] => ref _nodes[index];

    public ref QueueState Queue(int index) => ref _queues[index];

    public int FindOrAddQueue(string name)
    {
        if (_queueIndexes.TryGetValue(name, out var index))
            return index;
        if (_queueCount == _queues.Length)
            Array.Resize(ref _queues, _queueCount * 2);
        index = _queueCount++;
        _queueIndexes.Add(name, index);
        _queues[index] = new QueueState { MeanRuntime = options.InitialRuntime.Ticks, Root = Add(index, QueueNode.None, QueueNode.None) };
        return index;
    }

    public int FindOrAdd(int queue, int tenant)
    {
        if (_indexes.TryGetValue((queue, tenant), out var index))
            return index;
        var above = tenants[tenant].Parent;
        var parent = above >= 0 ? FindOrAdd(queue, above) : _queues[queue].Root;
        index = Add(queue, tenant, parent);
        _indexes.Add((queue, tenant), index);
        return index;
    }

    public bool HasEligible(int queue) => _nodes[_queues[queue].Root].Children is { Count: > 0 };

    /// <summary>The leaf whose turn it is.</summary>
    public int PickLeaf(int queue)
    {
        var node = _queues[queue].Root;
        while (_nodes[node].Children is { Count: > 0 } children)
            node = children.First;
        return node;
    }

    /// <summary>Brings the node's place, and the places above it, in line with what has changed at it.</summary>
    public void Refresh(int node)
    {
        for (; _nodes[node].Parent >= 0; node = _nodes[node].Parent)
            RefreshPlace(node);
    }

    /// <summary>Refreshes a tenant's nodes in all queues but one: for when it reaches or leaves its ceiling.</summary>
    public void RefreshElsewhere(int tenant, int queue)
    {
        for (var node = tenants[tenant].FirstNode; node >= 0; node = _nodes[node].NextOfTenant)
        {
            if (_nodes[node].Queue != queue)
                Refresh(node);
        }
    }

    /// <summary>Refreshes everything: for when the policies have changed.</summary>
    public void RefreshAll()
    {
        // A parent is older than its children, so this goes from the leaves up, and each is judged by children that have been judged.
        for (var node = _count - 1; node >= 0; node--)
        {
            if (_nodes[node].Parent >= 0)
                RefreshPlace(node);
        }
    }

    private void RefreshPlace(int node)
    {
        var parent = _nodes[node].Parent;
        var position = _nodes[node].Position;
        if (!IsEligible(node))
        {
            if (position >= 0)
                _nodes[parent].Children!.Remove(_nodes, position);
        }
        else if (position >= 0)
        {
            _nodes[parent].Children!.Update(_nodes, position, RankOf(node));
        }
        else
        {
            ApplyReturnRule(node, parent);
            (_nodes[parent].Children ??= new ChildHeap()).Insert(_nodes, node, RankOf(node));
        }
    }

    private bool IsEligible(int index)
    {
        ref readonly var node = ref _nodes[index];
        return (node.Jobs is { Count: > 0 } || node.Children is { Count: > 0 }) && tenants[node.Tenant].MayStart;
    }

    private Rank RankOf(int index)
    {
        ref readonly var node = ref _nodes[index];
        return _order switch
        {
            OrderKind.Fifo => HeadOf(node),
            OrderKind.LeastRunning => new Rank(tenants[node.Tenant].Running, HeadOf(node).Key),
            OrderKind.RoundRobin => new Rank(node.Turn, 0),
            _ => new Rank(unchecked(node.Consumed + node.Held), node.LastServed),
        };
    }

    /// <summary>The place in the queue of the job that the node would give next.</summary>
    private Rank HeadOf(in QueueNode node)
    {
        if (node.Children is not { Count: > 0 } children)
            return new Rank(jobs[node.Jobs!.First].Sequence, 0);
        var first = children.FirstRank;
        return _order == OrderKind.LeastRunning ? new Rank(first.Tie, 0) : first;
    }

    /// <summary>The return rule: whoever becomes eligible (again), for whatever reason, starts at most the credit ahead of its siblings; debt is kept.</summary>
    private void ApplyReturnRule(int index, int parentIndex)
    {
        ref var node = ref _nodes[index];
        node.Consumed = SlotTime.Max(node.Consumed, unchecked(_nodes[parentIndex].Floor - Credit(node.Queue, node.Tenant)));
        TakeTurn(ref node);
    }

    private long Credit(int queue, int tenant) =>
        SlotTime.Weigh((long)(_queues[queue].MeanRuntime * options.Credit), tenants[tenant].InverseWeight);

    /// <summary>Where a newcomer starts: as who comes back after a long time, but not ahead of those who came before anybody had used anything.</summary>
    private long Start(int queue, int tenant, int parent)
    {
        var floor = _nodes[parent].Floor;
        var credit = Credit(queue, tenant);
        return floor >= 0 && floor < credit ? 0 : unchecked(floor - credit);
    }

    /// <summary>Sends a node that was served to the end of the round.</summary>
    public void TakeTurn(ref QueueNode node) => node.Turn = ++_turn;

    private int Add(int queue, int tenant, int parent)
    {
        if (_count == _nodes.Length)
            Array.Resize(ref _nodes, _count * 2);
        var next = QueueNode.None;
        if (tenant >= 0)
        {
            next = tenants[tenant].FirstNode;
            tenants[tenant].FirstNode = _count;
        }

        _nodes[_count] = new QueueNode
        {
            Tenant = tenant,
            Queue = queue,
            Parent = parent,
            Position = QueueNode.None,
            NextOfTenant = next,
            Consumed = parent >= 0 ? Start(queue, tenant, parent) : 0,
        };
        return _count++;
    }
}
