namespace Pudding.Scheduling.Trees;

/// <summary>The nodes of all trees, and which belongs where.</summary>
internal sealed class NodeTable
{
    private const int FirstCapacity = 64;

    private QueueNode[] _nodes;
    private Siblings[] _children;
    private RuntimeMean[] _runtimes;
    private Horizon[] _horizons;
    private int _free = QueueNode.None;
    private int _freeCount;

    public NodeTable()
    {
        _nodes = new QueueNode[FirstCapacity];
        _children = new Siblings[FirstCapacity];
        _runtimes = new RuntimeMean[FirstCapacity];
        _horizons = new Horizon[FirstCapacity];
        Items = new HeapItems(FirstCapacity);
    }

    private NodeTable(NodeTable other)
    {
        Items = other.Items.Clone();
        _nodes = [.. other._nodes];
        _children = [.. other._children];
        foreach (ref var children in _children.AsSpan())
            children.Eligible = children.Eligible?.Clone(Items);
        _runtimes = [.. other._runtimes];
        _horizons = [.. other._horizons];
        (End, _free, _freeCount, Created) = (other.End, other._free, other._freeCount, other.Created);
    }

    public HeapItems Items { get; }

    /// <summary>Numbers up to here may be in use.</summary>
    public int End { get; private set; }

    /// <summary>Counts the nodes that were made. Never served, they tie in this order.</summary>
    public long Created { get; set; }

    public ref QueueNode this[int index] => ref _nodes[index];

    public ref Siblings ChildrenOf(int index) => ref _children[index];

    /// <summary>What the node's own jobs are expected to run, where that is asked for; unknown until one has finished.</summary>
    public ref RuntimeMean RuntimeOf(int index) => ref _runtimes[index];

    /// <summary>Up to where the node's waiting jobs are all in memory; means something while <see cref="QueueNode.HasMore"/>.</summary>
    public ref Horizon HorizonOf(int index) => ref _horizons[index];

    public bool IsEligible(int index) => Items.Positions[index] != HeapItems.Nowhere;

    /// <summary>Whether there is such a node, and it is a tenant's, not a root.</summary>
    public bool IsTenants(int index) => _nodes[index].Tenant != QueueNode.None;

    /// <summary>Whether so many more nodes fit without growing.</summary>
    public bool HasRoom(int more) => _nodes.Length - End + _freeCount >= more;

    /// <summary>Makes room for as many again, unless forgetting has freed a quarter.</summary>
    public void Grow()
    {
        if (HasRoom(_nodes.Length / 4))
            return;
        var capacity = _nodes.Length * 2;
        Array.Resize(ref _nodes, capacity);
        Array.Resize(ref _children, capacity);
        Array.Resize(ref _runtimes, capacity);
        Array.Resize(ref _horizons, capacity);
        Items.Resize(capacity);
    }

    public int Find(in TenantNode tenant, int queue)
    {
        var node = tenant.FirstNode;
        while (node != QueueNode.None && _nodes[node].Queue != queue)
            node = _nodes[node].NextOfTenant;
        return node;
    }

    public int AddRoot(int queue) => Add(new QueueNode { Queue = queue, Tenant = QueueNode.None, Parent = QueueNode.None, NextOfTenant = QueueNode.None });

    /// <param name="tenantIndex">Whose node it is.</param>
    /// <param name="tenant">The same: gets the node into its list.</param>
    /// <param name="queue">In which queue.</param>
    /// <param name="parent">The node above.</param>
    /// <param name="consumed">Where it starts.</param>
    public int Add(int tenantIndex, ref TenantNode tenant, int queue, int parent, long consumed)
    {
        var index = Add(new QueueNode { Tenant = tenantIndex, Queue = queue, Parent = parent, NextOfTenant = tenant.FirstNode, Consumed = consumed });
        tenant.FirstNode = index;
        _nodes[parent].ChildCount++;
        return index;
    }

    public void Remove(int index, ref TenantNode tenant)
    {
        ref var node = ref _nodes[index];
        _nodes[node.Parent].ChildCount--;
        ref var link = ref tenant.FirstNode;
        while (link != index)
            link = ref _nodes[link].NextOfTenant;
        link = node.NextOfTenant;
        node = new QueueNode { Tenant = QueueNode.None, NextOfTenant = _free };
        _children[index] = default;
        _runtimes[index] = default;
        _free = index;
        _freeCount++;
    }

    public NodeTable Clone() => new(this);

    private int Add(QueueNode node)
    {
        int index;
        if (_free != QueueNode.None)
        {
            index = _free;
            _free = _nodes[index].NextOfTenant;
            _freeCount--;
        }
        else
        {
            if (End == _nodes.Length)
                Grow();
            index = End++;
        }

        node.FirstJob = node.LastJob = QueueNode.None;
        _nodes[index] = node;
        Items.Ties[index] = long.MinValue + ++Created;
        return index;
    }
}
