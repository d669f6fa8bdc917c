using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>Says what SQLite's failures mean and what to do.</summary>
internal static class Problems
{
    public static SqliteStoreException Explain(SqliteException failure, string path)
    {
        var (problem, advice) = (failure.SqliteErrorCode & 0xFF) switch
        {
            _ when failure.SqliteErrorCode == raw.SQLITE_FULL || failure.SqliteExtendedErrorCode == raw.SQLITE_IOERR_SHMSIZE => (SqliteStoreProblem.DiskFull, DiskFull(path)),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => (SqliteStoreProblem.ReadOnly,
                $"'{path}' can't be written. The user of this process needs the right to write the file, the files beside it whose names begin with its name, and their folder; "
                + "and the disk must not be mounted read-only."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (SqliteStoreProblem.Locked,
                $"'{path}' is locked by another program, and for too long: a shell with an open transaction, a copying tool. "
                + "Nothing was changed. End that program; a host that runs goes on by itself."),
            raw.SQLITE_CANTOPEN => (SqliteStoreProblem.CannotOpen,
                $"'{path}' can't be opened. Its folder must exist, and the user of this process needs the right to read and to write in it."),
            raw.SQLITE_IOERR => (SqliteStoreProblem.DiskFailed,
                $"The disk of '{path}' has reported an error. Look into the system's log; if the disk is failing, restore the newest backup on another one."),
            raw.SQLITE_NOTADB => (SqliteStoreProblem.NotAStore,
                $"'{path}' is not a SQLite database, or its beginning is destroyed. Give UseSqliteStore another path, or put the file aside and restore the newest backup."),
            raw.SQLITE_CORRUPT => (SqliteStoreProblem.Damaged,
                $"'{path}' is damaged. Stop the host, put the file aside with those whose names begin with its name, and restore the newest backup; "
                + "without one, the command '.recover' of SQLite's shell saves what can be read."),
            _ => (SqliteStoreProblem.Other, $"'{path}' can't be used."),
        };
        return new SqliteStoreException(problem, $"{advice} (SQLite {failure.SqliteExtendedErrorCode}: {failure.Message})", failure);
    }

    /// <summary>What the system says of a file that is made or moved.</summary>
    public static SqliteStoreException Explain(Exception failure, string path)
    {
        var (problem, advice) = failure switch
        {
            DirectoryNotFoundException => (SqliteStoreProblem.CannotOpen, $"The folder of '{path}' does not exist. Make it, or choose another path."),
            IOException { HResult: 28 or unchecked((int)0x80070070) or unchecked((int)0x80070027) } => (SqliteStoreProblem.DiskFull, DiskFull(path)),
            _ => (SqliteStoreProblem.ReadOnly,
                $"Files can't be made or changed beside '{path}'. The user of this process needs the right to write in its folder, and the disk must not be mounted read-only."),
        };
        return new SqliteStoreException(problem, $"{advice} ({failure.Message})", failure);
    }

    /// <summary>What SQLite would not say.</summary>
    public static SqliteStoreException LogDamaged(string path) => new(
        SqliteStoreProblem.Damaged,
        $"'{path}-wal' is damaged: what was committed last is in it, and SQLite would pass over it. Put '{path}' aside with the files whose names begin with its name, "
        + "and restore the newest backup; or remove the '-wal' alone, if what happened last may be lost.");

    /// <summary>What a call of an open store fails with.</summary>
    public static JobStoreUnavailableException Unavailable(SqliteException failure, string path)
    {
        var problem = Explain(failure, path);
        return new JobStoreUnavailableException(problem.Message, problem);
    }

    private static string DiskFull(string path) => $"The disk of '{path}' is full. Nothing was changed. Make room on it; a host that runs goes on by itself.";
}
