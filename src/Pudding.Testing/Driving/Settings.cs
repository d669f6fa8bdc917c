using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Testing.Driving;

/// <summary>Policies as settings that are published.</summary>
internal static class Settings
{
    public static PolicyDefaults Of(TenantPolicies policies) => new()
    {
        DefaultLimit = policies.DefaultLimit,
        Tenants = policies.Own.ToDictionary(static own => own.Key, static own => Of(own.Value)),
    };

    private static TenantSettings Of(TenantPolicy policy) => new()
    {
        Weight = policy.Weight,
        MaxConcurrent = policy.MaxConcurrent,
        BorrowIdle = policy.BorrowIdle,
        BorrowCeiling = policy.BorrowCeiling,
        Guarantee = policy.Guarantee,
        StartsPerMinute = policy.StartsPerMinute,
        StartBurst = policy.StartBurst,
        Paused = policy.Paused,
    };
}
