using Pudding.Tenants;

namespace Pudding.Storage.InMemory.Jobs;

/// <summary>One node of the tenant tree: how many jobs it has, and what its policy allows.</summary>
internal sealed class TenantNode(TenantPath path, TenantNode? parent)
{
    private TenantPolicies? _policies;
    private bool _isPaused;
    private (int Limit, int Ceiling) _asLeaf;
    private (int Limit, int Ceiling) _asInner;

    public TenantPath Path { get; } = path;

    public TenantNode? Parent { get; } = parent;

    /// <summary>Jobs of this very node that are not over.</summary>
    public int OpenHere { get; set; }

    /// <summary>Jobs of nodes below that are not over.</summary>
    public int OpenBelow { get; set; }

    /// <summary>Jobs at and below this node that occupy a slot.</summary>
    public int Active { get; set; }

    /// <summary>Whether one more may start; and whether that would be borrowed.</summary>
    public bool HasRoom(TenantPolicies policies, bool holdsJobs, out bool isBorrowed)
    {
        if (!ReferenceEquals(_policies, policies))
            Look(policies);
        var (limit, ceiling) = holdsJobs ? _asLeaf : _asInner;
        isBorrowed = Active >= limit;
        return !_isPaused && Active < ceiling;
    }

    private void Look(TenantPolicies policies)
    {
        _policies = policies;
        _isPaused = policies[Path].Paused;
        _asLeaf = (policies.Limit(Path, holdsJobs: true), policies.Ceiling(Path, holdsJobs: true));
        _asInner = (policies.Limit(Path, holdsJobs: false), policies.Ceiling(Path, holdsJobs: false));
    }
}
