using System.Runtime.InteropServices;
using Pudding.Tenants;

namespace Pudding.Scheduling.Trees;

/// <summary>What is known of a tenant beside its <see cref="TenantNode"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TenantRecord
{
    public TenantPath Path;

    public StartRate Rate;

    /// <summary>Tenants right below.</summary>
    public int ChildCount;
}
