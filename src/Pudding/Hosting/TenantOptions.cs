using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Hosting;

/// <summary>The settings of one node of the tenant tree, or of a plan. What is not said here has its default, unless a plan, a policy source or an override says it; see
/// docs/policies.md.</summary>
public sealed class TenantOptions
{
    /// <inheritdoc cref="TenantPolicy.Weight" />
    public double? Weight { get; set; }

    /// <inheritdoc cref="TenantPolicy.MaxConcurrent" />
    public int? MaxConcurrent { get; set; }

    /// <inheritdoc cref="TenantPolicy.BorrowIdle" />
    public bool? BorrowIdle { get; set; }

    /// <inheritdoc cref="TenantPolicy.BorrowCeiling" />
    public int? BorrowCeiling { get; set; }

    /// <inheritdoc cref="TenantPolicy.Guarantee" />
    public int? Guarantee { get; set; }

    /// <inheritdoc cref="TenantPolicy.StartsPerMinute" />
    public double? StartsPerMinute { get; set; }

    /// <inheritdoc cref="TenantPolicy.StartBurst" />
    public int? StartBurst { get; set; }

    /// <inheritdoc cref="TenantPolicy.Paused" />
    public bool? Paused { get; set; }

    /// <summary>The plan whose settings lie under what is said of this tenant: one that <c>AddPlan</c> has added. A plan has none of its own.</summary>
    /// <value>None by default.</value>
    public string? Plan { get; set; }

    internal TenantSettings ToSettings() => new()
    {
        Weight = Weight,
        MaxConcurrent = MaxConcurrent,
        BorrowIdle = BorrowIdle,
        BorrowCeiling = BorrowCeiling,
        Guarantee = Guarantee,
        StartsPerMinute = StartsPerMinute,
        StartBurst = StartBurst,
        Paused = Paused,
        Plan = Plan,
    };
}
