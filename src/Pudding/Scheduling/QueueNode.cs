using System.Runtime.InteropServices;

namespace Pudding.Scheduling;

/// <summary>One tenant in the tree of one queue (or the root of that tree).</summary>
[StructLayout(LayoutKind.Auto)]
internal struct QueueNode
{
    public const int None = -1;

    /// <summary>Weighed slot time that the node's jobs have really used.</summary>
    public long Consumed;

    /// <summary>Weighed slot time that its running jobs are expected to use in all.</summary>
    public long Held;

    /// <summary>V: the largest <see cref="Consumed"/> of a child at the moment it was picked.</summary>
    public long Floor;

    /// <summary>Serial number of the node's newest start; 0 before the first.</summary>
    public long LastServed;

    /// <summary>Its place in the round of <see cref="OrderKind.RoundRobin"/>.</summary>
    public long Turn;

    public int Tenant;

    public int Queue;

    /// <summary>The node above; <see cref="None"/> for a root.</summary>
    public int Parent;

    /// <summary>Where the node stands in its parent's heap; <see cref="None"/> while it is not eligible.</summary>
    public int Position;

    /// <summary>The same tenant's node in another queue; <see cref="None"/> at the end.</summary>
    public int NextOfTenant;

    /// <summary>The eligible children; none for a node that never had one.</summary>
    public ChildHeap? Children;

    /// <summary>The waiting jobs; none for a node that never held one.</summary>
    public Backlog? Jobs;
}
