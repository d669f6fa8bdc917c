using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary>Which heads to read.</summary>
public sealed record HeadQuery
{
    /// <summary>Only this tenant; none for all.</summary>
    public TenantPath? Tenant { get; init; }

    /// <summary>Only this queue; none for all.</summary>
    public string? Queue { get; init; }

    /// <summary>The most jobs to read of each tenant in each queue.</summary>
    public required int LimitPerTenant { get; init; }
}
