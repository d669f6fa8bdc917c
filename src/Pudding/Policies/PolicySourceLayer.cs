using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>What one policy source says.</summary>
public sealed record PolicySourceLayer
{
    /// <summary>Names the source: the full name of its type.</summary>
    public required string Source { get; init; }

    /// <summary>What it says of tenants; <c>null</c> while it has not answered the host that publishes this: then what the source said before stays in force.</summary>
    public IReadOnlyDictionary<TenantPath, TenantSettings>? Tenants { get; init; }
}
