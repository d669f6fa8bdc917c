using Pudding.Tenants;

namespace Pudding.Hosting;

/// <summary>The settings of one node of the tenant tree.</summary>
public sealed class TenantOptions
{
    /// <inheritdoc cref="TenantPolicy.Weight" />
    public double Weight { get; set; } = 1;

    /// <inheritdoc cref="TenantPolicy.MaxConcurrent" />
    public int? MaxConcurrent { get; set; }

    /// <inheritdoc cref="TenantPolicy.Paused" />
    public bool Paused { get; set; }

    internal TenantPolicy ToPolicy() => new() { Weight = Weight, MaxConcurrent = MaxConcurrent, Paused = Paused };
}
