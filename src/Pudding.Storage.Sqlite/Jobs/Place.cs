using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>A tenant's place in a queue.</summary>
internal sealed class Place(long id, TenantPath tenant, string queue, int open)
{
    public long Id { get; } = id;

    public TenantPath Tenant { get; } = tenant;

    public string Queue { get; } = queue;

    /// <summary>Jobs that are not over.</summary>
    public int Open { get; private set; } = open;

    public bool IsChanged { get; set; }

    public void Add(int change)
    {
        Open += change;
        IsChanged = true;
    }
}
