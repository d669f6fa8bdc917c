using System.Runtime.InteropServices;

namespace Pudding.Scheduling.Trees;

/// <summary>The children of one node together.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Siblings
{
    /// <summary>V: how far they have come. The largest <see cref="QueueNode.Consumed"/> of one at the moment it was picked by its order (not by its guarantee); and
    /// it grows with whatever they are served.</summary>
    public long Floor;

    /// <summary>What V is more than that, less than a microsecond: among very many tenants, what one short job adds is less.</summary>
    public double FloorFraction;

    /// <summary>The weights of those that are active: eligible, or running something.</summary>
    public long ActiveWeight;

    /// <summary>Those that are eligible; none before the first was.</summary>
    public IndexedHeap? Eligible;

    public void Advance(double microseconds)
    {
        FloorFraction += microseconds;
        var whole = (long)FloorFraction;
        Floor = unchecked(Floor + whole);
        FloorFraction -= whole;
    }

    public readonly bool HasEligible => Eligible is { Count: > 0 };
}
