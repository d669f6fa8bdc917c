using System.Runtime.InteropServices;

namespace Pudding.Scheduling.Trees;

/// <summary>One tenant in the tree of one queue (or the root of that tree).</summary>
/// <remarks>64 bytes: a decision looks at one node of many at each level, and what it reads from memory is what it costs.</remarks>
[StructLayout(LayoutKind.Auto)]
internal struct QueueNode
{
    public const int None = -1;

    /// <summary>Weighed slot time that the node's jobs have really used: see <see cref="SlotTime"/>.</summary>
    public long Consumed;

    /// <summary>Slot time, in ticks and not weighed, that its running jobs are expected to use in all.</summary>
    public long Held;

    public int Tenant;

    public int Queue;

    /// <summary>The node above; <see cref="None"/> for a root.</summary>
    public int Parent;

    /// <summary>Jobs of this queue that run at and below.</summary>
    public int Running;

    /// <summary>Jobs that wait at this node, in memory.</summary>
    public int Waiting;

    /// <summary>The waiting job that goes next; <see cref="None"/> when none waits. The others follow by <see cref="JobSlot.Next"/>.</summary>
    public int FirstJob;

    /// <summary>The waiting job that goes last; <see cref="None"/> when none waits.</summary>
    public int LastJob;

    /// <summary>Nodes right below; what is known of them together is in <see cref="NodeTable.ChildrenOf"/>.</summary>
    public int ChildCount;

    /// <summary>How many of those are <see cref="Absence.AwaitsRefill"/>.</summary>
    public int AwaitingChildren;

    /// <summary>What the node itself adds to <see cref="Siblings.ActiveWeight"/>.</summary>
    public int CountedWeight;

    /// <summary>The same tenant's node in another queue; <see cref="None"/> at the end.</summary>
    public int NextOfTenant;

    /// <summary>The tier in which it stands among its siblings, while it is eligible.</summary>
    public Tier Tier;

    /// <summary>Whether it is only seemingly away.</summary>
    public Absence Absence;

    /// <summary>Whether the owner of the backlog has jobs behind those in memory.</summary>
    public bool HasMore;

    /// <summary>Whether the owner of the backlog was told that few are left in memory.</summary>
    public bool IsLow;
}
