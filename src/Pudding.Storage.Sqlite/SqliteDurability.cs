namespace Pudding.Storage.Sqlite;

/// <summary>What a call that has completed outlives.</summary>
public enum SqliteDurability
{
    /// <summary>Also the machine's losing power: each transaction is on the disk before its calls complete (<c>synchronous = FULL</c>).</summary>
    Full = 0,

    /// <summary>The process's end, however sudden; but when the machine loses power, what was written in the last seconds may be gone, as if it had never been. The file stays whole
    /// (<c>synchronous = NORMAL</c>).</summary>
    Process = 1,
}
