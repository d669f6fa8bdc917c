namespace Pudding.Scheduling.Trees;

/// <summary>Why the return rule is not for a node that isn't eligible.</summary>
internal enum Absence : byte
{
    /// <summary>It is.</summary>
    Real,

    /// <summary>It has work, but not in memory, and might start it: it waits for a refill.</summary>
    AwaitsRefill,

    /// <summary>It had work when the snapshot was taken, and nobody has been served since.</summary>
    AwaitsRestore,
}
