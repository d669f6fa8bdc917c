using Pudding.Tenants;

namespace Pudding.Scheduling;

/// <summary>The tenants that the scheduler knows, with the policies in force.</summary>
internal sealed class TenantTable(TenantPolicies policies)
{
    private readonly Dictionary<TenantPath, int> _indexes = [];
    private TenantNode[] _tenants = new TenantNode[16];

    public int Count { get; private set; }

    public TenantPolicies Policies { get; private set; } = policies;

    public ref TenantNode this[int index] => ref _tenants[index];

    public int Find(TenantPath path) => _indexes.GetValueOrDefault(path, QueueNode.None);

    public int FindOrAdd(TenantPath path)
    {
        if (_indexes.TryGetValue(path, out var index))
            return index;

        var parent = path.Parent is { } above ? FindOrAdd(above) : QueueNode.None;
        if (Count == _tenants.Length)
            Array.Resize(ref _tenants, Count * 2);
        index = Count++;
        _indexes.Add(path, index);
        _tenants[index] = new TenantNode { Path = path, Parent = parent, FirstNode = QueueNode.None };
        ReadPolicy(index);
        return index;
    }

    /// <summary>Counts a job that came. Only leaves hold jobs, so that a limit means one thing.</summary>
    /// <exception cref="InvalidOperationException">The tenant has jobs below it, or one above it has jobs of its own. Nothing was changed.</exception>
    public void CountIn(int index)
    {
        if (_tenants[index].JobsBelow > 0)
            throw new InvalidOperationException($"Tenant '{_tenants[index].Path}' has tenants with jobs below it; it can't hold jobs itself.");
        for (var above = _tenants[index].Parent; above >= 0; above = _tenants[above].Parent)
        {
            if (_tenants[above].JobsHere > 0)
                throw new InvalidOperationException($"Tenant '{_tenants[above].Path}' holds jobs; no tenant below it can.");
        }

        if (++_tenants[index].JobsHere == 1)
            ReadPolicy(index);
        for (var above = _tenants[index].Parent; above >= 0; above = _tenants[above].Parent)
        {
            if (++_tenants[above].JobsBelow == 1)
                ReadPolicy(above);
        }
    }

    public void CountOut(int index)
    {
        _tenants[index].JobsHere--;
        for (var above = _tenants[index].Parent; above >= 0; above = _tenants[above].Parent)
            _tenants[above].JobsBelow--;
    }

    public void Apply(TenantPolicies policies)
    {
        Policies = policies;
        for (var index = 0; index < Count; index++)
            ReadPolicy(index);
    }

    private void ReadPolicy(int index)
    {
        ref var tenant = ref _tenants[index];
        var policy = Policies[tenant.Path];
        tenant.InverseWeight = SlotTime.InverseWeight(policy.Weight);
        tenant.Ceiling = Policies.Ceiling(tenant.Path, holdsJobs: tenant.JobsHere > 0);
        tenant.Paused = policy.Paused;
    }
}
