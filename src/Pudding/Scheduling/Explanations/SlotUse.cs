using Pudding.Tenants;

namespace Pudding.Scheduling.Explanations;

/// <summary>Jobs that run.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Queue">In which queue.</param>
/// <param name="Running">How many.</param>
public sealed record SlotUse(TenantPath Tenant, string Queue, int Running)
{
    /// <summary>The use in words.</summary>
    public override string ToString() => $"{Running} of {Tenant} in {Queue}";
}
