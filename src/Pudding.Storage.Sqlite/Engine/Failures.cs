using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>What SQLite says of a failure.</summary>
internal static class Failures
{
    public static SqliteException Of(int result, sqlite3 db, string sql)
    {
        var said = raw.sqlite3_errmsg(db).utf8_to_string();
        return new SqliteException($"{said} ({sql[..Math.Min(sql.Length, 100)]})", result & 0xFF, result);
    }

    /// <summary>Whether it is one of the file that is read from when one is copied into another, new one.</summary>
    public static bool IsOfReading(SqliteException failure) =>
        failure.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
        || failure.SqliteExtendedErrorCode is raw.SQLITE_IOERR_READ or raw.SQLITE_IOERR_SHORT_READ;
}
