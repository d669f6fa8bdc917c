using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Recovery;

/// <summary>Whether tenants could hold jobs now, since only the leaves of the tenant tree do: foreseen, so that a dry run counts what a run does. A store decides. Used by one
/// call.</summary>
internal sealed class LeafRule(IJobQueryStore store)
{
    private readonly Dictionary<TenantPath, TenantPath?> _openWithin = [];
    private readonly HashSet<TenantPath> _opened = [];
    private readonly HashSet<TenantPath> _aboveOpened = [];

    /// <summary>Whether the tenant could hold one job more; if so, it is taken to hold it from now on.</summary>
    public async ValueTask<bool> TryOpenAsync(TenantPath tenant, CancellationToken cancellationToken)
    {
        if (_opened.Contains(tenant))
            return true;
        if (_aboveOpened.Contains(tenant) || Above(tenant).Any(_opened.Contains) || !await AskAsync(tenant, cancellationToken).ConfigureAwait(false))
            return false;
        _opened.Add(tenant);
        _aboveOpened.UnionWith(Above(tenant));
        return true;
    }

    private static IEnumerable<TenantPath> Above(TenantPath tenant)
    {
        for (var above = tenant.Parent; above is { } path; above = path.Parent)
            yield return path;
    }

    /// <remarks>The store keeps the rule, so one open job within a node tells of all of them: it is the node's own, or none is.</remarks>
    private async ValueTask<bool> AskAsync(TenantPath tenant, CancellationToken cancellationToken)
    {
        if (await FindOpenAsync(tenant, cancellationToken).ConfigureAwait(false) is { } within)
            return within == tenant;
        foreach (var above in Above(tenant))
        {
            if (await FindOpenAsync(above, cancellationToken).ConfigureAwait(false) == above)
                return false;
        }

        return true;
    }

    /// <summary>The tenant of an open job within a node; asked once.</summary>
    private async ValueTask<TenantPath?> FindOpenAsync(TenantPath node, CancellationToken cancellationToken)
    {
        if (_openWithin.TryGetValue(node, out var known))
            return known;
        var found = await store.FindAsync(new JobQuery { States = JobQueries.Open, Tenant = node }, afterSequence: 0, limit: 1, cancellationToken).ConfigureAwait(false);
        return _openWithin[node] = found is [var job, ..] ? job.Tenant : null;
    }
}
