using Pudding.Tenants;

namespace Pudding.Hosting;

/// <summary>The settings of one node of the tenant tree.</summary>
public sealed class TenantOptions
{
    /// <inheritdoc cref="TenantPolicy.Weight" />
    public double Weight { get; set; } = 1;

    /// <inheritdoc cref="TenantPolicy.MaxConcurrent" />
    public int? MaxConcurrent { get; set; }

    /// <inheritdoc cref="TenantPolicy.BorrowIdle" />
    public bool BorrowIdle { get; set; }

    /// <inheritdoc cref="TenantPolicy.BorrowCeiling" />
    public int? BorrowCeiling { get; set; }

    /// <inheritdoc cref="TenantPolicy.Guarantee" />
    public int Guarantee { get; set; }

    /// <inheritdoc cref="TenantPolicy.StartsPerMinute" />
    public double? StartsPerMinute { get; set; }

    /// <inheritdoc cref="TenantPolicy.StartBurst" />
    public int StartBurst { get; set; } = 1;

    /// <inheritdoc cref="TenantPolicy.Paused" />
    public bool Paused { get; set; }

    internal TenantPolicy ToPolicy() => new()
    {
        Weight = Weight,
        MaxConcurrent = MaxConcurrent,
        BorrowIdle = BorrowIdle,
        BorrowCeiling = BorrowCeiling,
        Guarantee = Guarantee,
        StartsPerMinute = StartsPerMinute,
        StartBurst = StartBurst,
        Paused = Paused,
    };
}
