using System.Runtime.InteropServices;

namespace Pudding.Scheduling.Trees;

/// <summary>One tenant over all queues: what its policy says, and how much of it is used. 48 bytes, for the reason of <see cref="QueueNode"/>; what decisions seldom
/// look at is in <see cref="TenantRecord"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TenantNode
{
    public long InverseWeight;

    /// <summary>The weight as <see cref="SlotTime.Spread"/> takes it.</summary>
    public int Weight;

    /// <summary>The tenant above; <see cref="QueueNode.None"/> at the top.</summary>
    public int Parent;

    /// <summary>Jobs running at and below.</summary>
    public int Running;

    /// <summary>What its limit says; from there on it borrows, if it may.</summary>
    public int Limit;

    /// <summary>The most that may run at and below.</summary>
    public int Ceiling;

    /// <summary>How many, in each queue, come before what anyone gets by order.</summary>
    public int Guarantee;

    /// <summary>Jobs, waiting and running, of this very tenant.</summary>
    public int JobsHere;

    /// <summary>Jobs, waiting and running, of tenants below.</summary>
    public int JobsBelow;

    /// <summary>Its node in one of the queues; the others follow by <see cref="QueueNode.NextOfTenant"/>.</summary>
    public int FirstNode;

    public bool Paused;

    /// <summary>Whether its starts are limited by a rate.</summary>
    public bool HasRate;

    /// <summary>Whether it waits for its start rate.</summary>
    public bool LacksToken;

    /// <summary>Whether its next start would be a borrowed one.</summary>
    public readonly bool IsAtLimit => Running >= Limit;

    public readonly bool MayStart => Running < Ceiling && !Paused && !LacksToken;
}
