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
}
