using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>The places of tenants in queues, as one transaction sees and changes them.</summary>
internal sealed class Places(Connection db)
{
    private readonly Dictionary<long, Place> _byId = [];
    private readonly Dictionary<TenantQueue, Place> _byName = [];

    public Place Get(long id)
    {
        if (_byId.TryGetValue(id, out var known))
            return known;
        using var row = db.Query("SELECT tenant, queue, open FROM place WHERE id = ?1", id);
        row.Read();
        return Keep(new Place(id, TenantPath.Parse(row.Text(0)), row.Text(1), row.Int(2)));
    }

    public Place GetOrAdd(TenantPath tenant, string queue)
    {
        if (_byName.TryGetValue(new TenantQueue(tenant, queue), out var known))
            return known;
        using (var row = db.Query("SELECT id, open FROM place WHERE tenant = ?1 AND queue = ?2", tenant.Value, queue))
        {
            if (row.Read())
                return Keep(new Place(row.Integer(0), tenant, queue, row.Int(1)));
        }

        return Keep(new Place(db.Scalar("INSERT INTO place (tenant, queue) VALUES (?1, ?2) RETURNING id", tenant.Value, queue).GetValueOrDefault(), tenant, queue, open: 0));
    }

    /// <summary>Why a tenant can't hold jobs: only the leaves of the tenant tree do.</summary>
    public string? FindConflict(TenantPath tenant)
    {
        Flush();
        if (db.Scalar("SELECT 1 FROM place WHERE open > 0 AND tenant > ?1 || '/' AND tenant < ?1 || '0' LIMIT 1", tenant.Value) is not null)
            return $"'{tenant}' has tenants with jobs below it; only the leaves of the tenant tree hold jobs.";
        for (var above = tenant.Parent; above is { } path; above = path.Parent)
        {
            if (db.Scalar("SELECT 1 FROM place WHERE open > 0 AND tenant = ?1 LIMIT 1", path.Value) is not null)
                return $"'{path}' holds jobs, so no tenant below it, such as '{tenant}', can; only the leaves of the tenant tree hold jobs.";
        }

        return null;
    }

    public void Flush()
    {
        foreach (var place in _byId.Values)
        {
            if (!place.IsChanged)
                continue;
            db.Execute("UPDATE place SET open = ?2 WHERE id = ?1", place.Id, place.Open);
            place.IsChanged = false;
        }
    }

    private Place Keep(Place place)
    {
        _byId[place.Id] = place;
        _byName[new TenantQueue(place.Tenant, place.Queue)] = place;
        return place;
    }
}
