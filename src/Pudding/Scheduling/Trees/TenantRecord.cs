using System.Runtime.InteropServices;
using Pudding.Tenants;

namespace Pudding.Scheduling.Trees;

/// <summary>What is known of a tenant beside its <see cref="TenantNode"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TenantRecord
{
    public TenantPath Path;

    /// <summary>How many names its path has.</summary>
    public int Depth;

    public StartRate Rate;

    /// <summary>Tenants right below.</summary>
    public int ChildCount;
}
