using System.Runtime.InteropServices;
using Pudding.Jobs;

namespace Pudding.Scheduling.Trees;

/// <summary>A job in the scheduler's memory.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct JobSlot
{
    public JobId Id;

    /// <summary>The store's order of enqueueing.</summary>
    public long Sequence;

    /// <summary>Up to when the job's slot time has been charged, in ticks of the caller's clock.</summary>
    public long ChargedUntil;

    /// <summary>When it started, in ticks of the caller's clock.</summary>
    public long StartedAt;

    /// <summary>The slot time that it holds while it runs, in ticks: what it was expected to use when it started.</summary>
    public long Estimate;

    public int Priority;

    public int Node;

    /// <summary>The waiting job that goes after it; of a free slot, the next free one.</summary>
    public int Next;

    /// <summary>The waiting job that goes before it.</summary>
    public int Previous;

    /// <summary>Counts the slot's uses, so that an old ticket is told from a new one. Odd while in use.</summary>
    public int Generation;

    public JobPhase Phase;

    /// <summary>At which levels it was picked by a guarantee: a bit for each, the lowest for the leaf.</summary>
    public byte GuaranteedLevels;
}
