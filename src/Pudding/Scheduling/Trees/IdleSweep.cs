using Pudding.Tenants;

namespace Pudding.Scheduling.Trees;

/// <summary>Forgets tenants without jobs that a newcomer would start level with. An organisation goes with its projects: how they stand among each other counts as long as it
/// does itself.</summary>
internal sealed class IdleSweep(TenantTable tenants, NodeTable nodes, QueueForest forest)
{
    private readonly bool[] _hasWork = new bool[nodes.End];
    private readonly bool[] _goes = new bool[nodes.End];

    public void Run()
    {
        for (var depth = TenantPath.MaxDepth; depth > 0; depth--)
            FindWork(depth);
        for (var depth = 1; depth <= TenantPath.MaxDepth; depth++)
            FindGoing(depth);
        for (var depth = TenantPath.MaxDepth; depth > 0; depth--)
        {
            Remove(depth);
            tenants.ForgetIdle(depth);
        }
    }

    private void FindWork(int depth)
    {
        for (var node = 0; node < nodes.End; node++)
        {
            if (!IsAt(node, depth))
                continue;
            _hasWork[node] |= nodes[node] is { Waiting: > 0 } or { Running: > 0 } or { HasMore: true };
            _hasWork[nodes[node].Parent] |= _hasWork[node];
        }
    }

    private void FindGoing(int depth)
    {
        for (var node = 0; node < nodes.End; node++)
        {
            if (IsAt(node, depth))
                _goes[node] = !_hasWork[node] && (_goes[nodes[node].Parent] || forest.HasDecayed(node));
        }
    }

    private void Remove(int depth)
    {
        for (var node = 0; node < nodes.End; node++)
        {
            if (_goes[node] && IsAt(node, depth))
                nodes.Remove(node, ref tenants[nodes[node].Tenant]);
        }
    }

    private bool IsAt(int node, int depth) => nodes.IsTenants(node) && tenants.RecordOf(nodes[node].Tenant).Depth == depth;
}
