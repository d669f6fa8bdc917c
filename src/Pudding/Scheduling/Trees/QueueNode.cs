using System.Runtime.InteropServices;

namespace Pudding.Scheduling.Trees;

/// <summary>One tenant in the tree of one queue (or the root of that tree).</summary>
[StructLayout(LayoutKind.Auto)]
internal struct QueueNode
{
    public const int None = -1;

    /// <summary>For <see cref="KeepsPlaceUntil"/>: however many start meanwhile.</summary>
    public const long Always = long.MaxValue;

    /// <summary>Weighed slot time that the node's jobs have really used: see <see cref="SlotTime"/>.</summary>
    public long Consumed;

    /// <summary>Slot time, in ticks and not weighed, that its running jobs are expected to use in all.</summary>
    public long Held;

    /// <summary>V: how far its children have come. The largest <see cref="Consumed"/> of a child at the moment it was picked by its order (not by its
    /// guarantee); and it grows with whatever they are served.</summary>
    public long Floor;

    /// <summary>The weights of its active children: those that are eligible or run something.</summary>
    public long ActiveWeight;

    /// <summary>The eligible children; none for a node that never had one.</summary>
    public IndexedHeap? Children;

    /// <summary>What the node itself adds to the <see cref="ActiveWeight"/> above.</summary>
    public int CountedWeight;

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

    /// <summary>Nodes right below.</summary>
    public int ChildCount;

    /// <summary>The same tenant's node in another queue; <see cref="None"/> at the end.</summary>
    public int NextOfTenant;

    /// <summary>What its own jobs are expected to run, where that is asked for; unknown until one has finished.</summary>
    public RuntimeMean Runtime;

    /// <summary>The tier in which it stands among its siblings, while it is eligible.</summary>
    public Tier Tier;

    /// <summary>Whether the owner of the backlog has jobs behind those in memory.</summary>
    public bool HasMore;

    /// <summary>Whether the owner of the backlog was told that few are left in memory.</summary>
    public bool IsLow;

    /// <summary>Up to which serial number of starts the node keeps its place if it comes back, because it has only seemingly been away; 0 when it has not.</summary>
    public long KeepsPlaceUntil;

    public readonly bool HasEligibleChild => Children is { Count: > 0 };
}
