using Pudding.Tenants;

namespace Pudding.Storage.InMemory.Jobs;

/// <summary>How many jobs each node of the tenant tree has: what limits, and the rule that only leaves hold jobs, are checked against.</summary>
internal sealed class TenantLedger
{
    private readonly Dictionary<TenantPath, TenantNode> _nodes = [];

    /// <summary>Counts a job that is not over.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="error">Why it can't be.</param>
    /// <returns>The node; none when it can't be.</returns>
    public TenantNode? TryOpen(TenantPath tenant, out string? error)
    {
        error = FindConflict(tenant);
        if (error is not null)
            return null;

        var node = Of(tenant);
        node.OpenHere++;
        for (var above = node.Parent; above is not null; above = above.Parent)
            above.OpenBelow++;
        return node;
    }

    public void Close(TenantNode node)
    {
        node.OpenHere--;
        Forget(node);
        for (var above = node.Parent; above is not null; above = above.Parent)
        {
            above.OpenBelow--;
            Forget(above);
        }
    }

    /// <summary>The lowest node of the path that lets no further job start; <c>null</c> when all do.</summary>
    public static TenantNode? FindFull(TenantNode leaf, TenantPolicies policies, out bool isBorrowed)
    {
        isBorrowed = false;
        for (var node = leaf; node is not null; node = node.Parent)
        {
            if (!node.HasRoom(policies, holdsJobs: node == leaf, out var borrows))
                return node;
            isBorrowed |= borrows;
        }

        return null;
    }

    public static void AddActive(TenantNode leaf, int change)
    {
        for (var node = leaf; node is not null; node = node.Parent)
            node.Active += change;
    }

    private string? FindConflict(TenantPath tenant)
    {
        if (_nodes.TryGetValue(tenant, out var own) && own.OpenBelow > 0)
            return $"'{tenant}' has tenants with jobs below it; only the leaves of the tenant tree hold jobs.";
        for (var above = tenant.Parent; above is { } path; above = path.Parent)
        {
            if (_nodes.TryGetValue(path, out var node) && node.OpenHere > 0)
                return $"'{path}' holds jobs, so no tenant below it, such as '{tenant}', can; only the leaves of the tenant tree hold jobs.";
        }

        return null;
    }

    private TenantNode Of(TenantPath tenant)
    {
        if (!_nodes.TryGetValue(tenant, out var node))
            _nodes[tenant] = node = new TenantNode(tenant, tenant.Parent is { } parent ? Of(parent) : null);
        return node;
    }

    /// <summary>A node that has no open job is made anew when one comes. (Nobody refers to it: jobs that are over don't look at theirs.)</summary>
    private void Forget(TenantNode node)
    {
        if (node is { OpenHere: 0, OpenBelow: 0 })
            _nodes.Remove(node.Path);
    }
}
