using Pudding.Tenants;

namespace Pudding.Storage.InMemory;

/// <summary>How many jobs each node of the tenant tree has: what limits, and the rule that only leaves hold jobs, are checked against.</summary>
internal sealed class TenantLedger
{
    private readonly Dictionary<TenantPath, Entry> _entries = [];

    /// <summary>Counts a job that is not over.</summary>
    /// <returns>Why it can't be; <c>null</c> when it was counted.</returns>
    public string? TryOpen(TenantPath tenant)
    {
        if (_entries.TryGetValue(tenant, out var own) && own.OpenBelow > 0)
            return $"'{tenant}' has tenants with jobs below it; only the leaves of the tenant tree hold jobs.";
        for (var above = tenant.Parent; above is { } path; above = path.Parent)
        {
            if (_entries.TryGetValue(path, out var entry) && entry.OpenHere > 0)
                return $"'{path}' holds jobs, so no tenant below it, such as '{tenant}', can; only the leaves of the tenant tree hold jobs.";
        }

        Of(tenant).OpenHere++;
        for (var above = tenant.Parent; above is { } path; above = path.Parent)
            Of(path).OpenBelow++;
        return null;
    }

    public void Close(TenantPath tenant)
    {
        Of(tenant).OpenHere--;
        Forget(tenant);
        for (var above = tenant.Parent; above is { } path; above = path.Parent)
        {
            Of(path).OpenBelow--;
            Forget(path);
        }
    }

    /// <summary>The lowest node of the path that lets no further job start; <c>null</c> when all do.</summary>
    public TenantPath? FindFull(TenantPath tenant, TenantPolicies policies)
    {
        for (TenantPath? node = tenant; node is { } path; node = path.Parent)
        {
            if (policies[path].Paused || Of(path).Active >= policies.Ceiling(path, holdsJobs: path == tenant))
                return path;
        }

        return null;
    }

    public void AddActive(TenantPath tenant, int change)
    {
        for (TenantPath? node = tenant; node is { } path; node = path.Parent)
            Of(path).Active += change;
    }

    private Entry Of(TenantPath tenant)
    {
        if (!_entries.TryGetValue(tenant, out var entry))
            _entries[tenant] = entry = new Entry();
        return entry;
    }

    private void Forget(TenantPath tenant)
    {
        if (_entries[tenant] is { OpenHere: 0, OpenBelow: 0 })
            _entries.Remove(tenant);
    }

    private sealed class Entry
    {
        public int OpenHere { get; set; }

        public int OpenBelow { get; set; }

        public int Active { get; set; }
    }
}
