using System.Runtime.InteropServices;
using Pudding.Jobs;

namespace Pudding.Scheduling;

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

    /// <summary>What it holds at each level, leaf first: kept, because the weight may change before it is released.</summary>
    public Holds Held;

    public int Priority;

    public int Node;

    /// <summary>Where it stands in its backlog while it waits; the next free slot while it is free.</summary>
    public int Position;

    /// <summary>Counts the slot's uses, so that an old ticket is told from a new one. Odd while in use.</summary>
    public int Generation;

    public bool IsRunning;

    [System.Runtime.CompilerServices.InlineArray(Tenants.TenantPath.MaxDepth)]
    internal struct Holds
    {
        private long _first;
    }
}
