using System.Collections.Immutable;
using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>What lies under the overrides: what the scheduling host's code and configuration say, and its policy sources.</summary>
public sealed record PolicyDefaults
{
    /// <summary>The limit of a tenant that holds jobs and of which no layer says one.</summary>
    /// <value>5 by default.</value>
    public int DefaultLimit { get; init; } = TenantPolicies.StandardDefaultLimit;

    /// <summary>The plans that exist. An override may change one, not add one.</summary>
    public IReadOnlyDictionary<string, TenantSettings> Plans { get; init; } = ImmutableDictionary<string, TenantSettings>.Empty;

    /// <summary>What code and configuration say of tenants.</summary>
    public IReadOnlyDictionary<TenantPath, TenantSettings> Tenants { get; init; } = ImmutableDictionary<TenantPath, TenantSettings>.Empty;

    /// <summary>What code and configuration say of queues.</summary>
    public IReadOnlyDictionary<string, QueueSettings> Queues { get; init; } = ImmutableDictionary<string, QueueSettings>.Empty;

    /// <summary>What policy sources say; a later one lies over an earlier one, all of them over <see cref="Tenants"/>.</summary>
    public IReadOnlyList<PolicySourceLayer> Sources { get; init; } = [];

    /// <summary>These defaults, and where a source has not answered their publisher yet, what it said before.</summary>
    internal PolicyDefaults After(PolicyDefaults former) => this with
    {
        Sources = [.. Sources.Select(layer => layer.Tenants is null && former.Sources.FirstOrDefault(known => known.Source == layer.Source) is { } known ? known : layer)],
    };
}
