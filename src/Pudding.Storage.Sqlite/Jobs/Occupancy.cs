using System.Runtime.InteropServices;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>How many jobs are active at each node of the tenant tree and in each queue, as one transaction sees and changes it.</summary>
internal sealed class Occupancy(Connection db)
{
    private const int Tenant = 1;
    private const int Queue = 2;

    private readonly Dictionary<(int Kind, string Name), Count> _counts = [];

    public int At(TenantPath tenant) => Of(Tenant, tenant.Value).Active;

    public int In(string queue) => Of(Queue, queue).Active;

    /// <summary>Counts a job at every node of its tenant's path, and in its queue.</summary>
    public void Add(TenantPath tenant, string queue, int change)
    {
        for (TenantPath? node = tenant; node is { } at; node = at.Parent)
            Of(Tenant, at.Value).Add(change);
        Of(Queue, queue).Add(change);
    }

    public void Flush()
    {
        foreach (var ((kind, name), count) in _counts)
        {
            if (!count.IsChanged)
                continue;
            if (count.Active == 0)
                db.Execute("DELETE FROM occupancy WHERE kind = ?1 AND name = ?2", kind, name);
            else
                db.Execute("INSERT INTO occupancy (kind, name, active) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET active = excluded.active", kind, name, count.Active);
        }
    }

    private Count Of(int kind, string name)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (kind, name), out _);
        return count ??= new Count((int)(db.Scalar("SELECT active FROM occupancy WHERE kind = ?1 AND name = ?2", kind, name) ?? 0));
    }

    private sealed class Count(int active)
    {
        public int Active { get; private set; } = active;

        public bool IsChanged { get; private set; }

        public void Add(int change)
        {
            Active += change;
            IsChanged = true;
        }
    }
}
