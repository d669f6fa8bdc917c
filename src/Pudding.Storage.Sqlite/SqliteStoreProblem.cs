namespace Pudding.Storage.Sqlite;

/// <summary>What is wrong with a store's file, for programs.</summary>
public enum SqliteStoreProblem
{
    /// <summary>Something else: see the message.</summary>
    Other = 0,

    /// <summary>Another host has the file open.</summary>
    InUse = 1,

    /// <summary>Another program holds a lock in the file for too long.</summary>
    Locked = 2,

    /// <summary>The disk is full.</summary>
    DiskFull = 3,

    /// <summary>The file, or its folder, can't be written.</summary>
    ReadOnly = 4,

    /// <summary>The file can't be opened: its folder is missing, say.</summary>
    CannotOpen = 5,

    /// <summary>The disk has reported an error.</summary>
    DiskFailed = 6,

    /// <summary>The file is damaged.</summary>
    Damaged = 7,

    /// <summary>The file is not one of this store.</summary>
    NotAStore = 8,

    /// <summary>A newer version of Pudding has written the file.</summary>
    TooNew = 9,
}
