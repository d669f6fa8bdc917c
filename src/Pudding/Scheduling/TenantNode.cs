using System.Runtime.InteropServices;
using Pudding.Tenants;

namespace Pudding.Scheduling;

/// <summary>One tenant over all queues: what its policy says, and how much of it is used.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TenantNode
{
    public TenantPath Path;

    public long InverseWeight;

    /// <summary>The tenant above; <see cref="QueueNode.None"/> at the top.</summary>
    public int Parent;

    /// <summary>Jobs running at and below.</summary>
    public int Running;

    /// <summary>The most that may run at and below.</summary>
    public int Ceiling;

    /// <summary>Jobs, waiting and running, of this very tenant.</summary>
    public int JobsHere;

    /// <summary>Jobs, waiting and running, of tenants below.</summary>
    public int JobsBelow;

    /// <summary>Its node in one of the queues; the others follow by <see cref="QueueNode.NextOfTenant"/>.</summary>
    public int FirstNode;

    public bool Paused;

    public readonly bool MayStart => Running < Ceiling && !Paused;
}
