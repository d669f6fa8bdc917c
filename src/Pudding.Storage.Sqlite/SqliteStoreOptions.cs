namespace Pudding.Storage.Sqlite;

/// <summary>Where the SQLite store keeps its file, and how.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The file. Beside it are, while it is open, <c>-wal</c> and <c>-shm</c> (SQLite's own: part of the database) and <c>-lock</c>. On a local disk: SQLite's write-ahead log
    /// does not work over a network.</summary>
    /// <value>No default.</value>
    public string Path { get; set; } = "";

    /// <summary>What a call that has completed outlives.</summary>
    /// <value><see cref="SqliteDurability.Full"/> by default.</value>
    public SqliteDurability Durability { get; set; } = SqliteDurability.Full;

    /// <summary>How long to wait while another program (a shell, say) holds a lock in the file, before the call fails. From zero to a minute.</summary>
    /// <value>5 s by default.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How much of the file the process keeps in memory for writing, in MiB; each of the few connections that read takes 2 MiB more. From 1 to 4096.</summary>
    /// <value>16 by default.</value>
    public int CacheMegabytes { get; set; } = 16;

    /// <summary>How many bytes of its log are kept of each job.</summary>
    /// <value>4 MiB by default.</value>
    public int LogCapacity { get; set; } = 4 * 1024 * 1024;
}
