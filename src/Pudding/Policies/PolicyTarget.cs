using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>What a policy is of: a tenant, a plan or a queue.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Name">The tenant's path, or the name.</param>
public readonly record struct PolicyTarget(PolicyTargetKind Kind, string Name)
{
    /// <summary>A node of the tenant tree.</summary>
    public static PolicyTarget Tenant(TenantPath path) => new(PolicyTargetKind.Tenant, path.Value);

    /// <summary>A plan.</summary>
    public static PolicyTarget Plan(string name) => new(PolicyTargetKind.Plan, name);

    /// <summary>A queue.</summary>
    public static PolicyTarget Queue(string name) => new(PolicyTargetKind.Queue, name);

    /// <summary>For people, for example <c>Tenant 'rails/rails'</c>.</summary>
    public override string ToString() => $"{Kind} '{Name}'";
}
