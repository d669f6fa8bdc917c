namespace Pudding.Scheduling.Trees;

/// <summary>What comes before any comparison of shares: least first.</summary>
internal enum Tier : byte
{
    /// <summary>Has fewer running than it is guaranteed.</summary>
    BelowGuarantee,

    Normal,

    /// <summary>Runs on what others leave idle: it, or the best below it, is at its limit or above.</summary>
    Borrowing,
}
