using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary><see cref="PolicyDefaults"/> in JSON. What an older version did not write is the default.</summary>
internal sealed record StoredDefaults
{
    public int? DefaultLimit { get; init; }

    public IReadOnlyDictionary<string, TenantSettings>? Plans { get; init; }

    public IReadOnlyDictionary<TenantPath, TenantSettings>? Tenants { get; init; }

    public IReadOnlyDictionary<string, QueueSettings>? Queues { get; init; }

    public IReadOnlyList<PolicySourceLayer>? Sources { get; init; }

    public static StoredDefaults From(PolicyDefaults defaults) => new()
    {
        DefaultLimit = defaults.DefaultLimit,
        Plans = defaults.Plans,
        Tenants = defaults.Tenants,
        Queues = defaults.Queues,
        Sources = defaults.Sources,
    };

    public PolicyDefaults ToDefaults()
    {
        var standard = PolicyLayers.Empty.Defaults;
        foreach (var source in StoredPolicies.Whole(Sources) ?? [])
            StoredPolicies.Whole(source.Tenants);
        return new PolicyDefaults
        {
            DefaultLimit = DefaultLimit ?? standard.DefaultLimit,
            Plans = StoredPolicies.Whole(Plans) ?? standard.Plans,
            Tenants = StoredPolicies.Whole(Tenants) ?? standard.Tenants,
            Queues = StoredPolicies.Whole(Queues) ?? standard.Queues,
            Sources = Sources ?? standard.Sources,
        };
    }
}
