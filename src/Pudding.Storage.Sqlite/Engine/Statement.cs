using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>A prepared statement of one connection. It carries out one call at a time.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly string _sql;
    private bool _isBusy;

    public Statement(sqlite3 db, string sql)
    {
        (_db, _sql) = (db, sql);
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), db);
    }

    /// <summary>Begins a call: <see cref="Step"/> until it is at its end, then <see cref="Reset"/>.</summary>
    public void Begin(ReadOnlySpan<SqlValue> values)
    {
        if (_isBusy)
            throw new InvalidOperationException($"The statement is in use: {_sql}");
        _isBusy = true;
        for (var i = 0; i < values.Length; i++)
            Check(values[i].Bind(_statement, i + 1));
    }

    /// <returns>Whether there is a row; if not, the call is at its end.</returns>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
            Fail(result);
        return false;
    }

    public void Reset()
    {
        raw.sqlite3_reset(_statement);
        _isBusy = false;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    public double Real(int column) => raw.sqlite3_column_double(_statement, column);

    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>The bytes of a text or a blob, until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result == raw.SQLITE_OK)
            return;
        Reset();
        Fail(result);
    }

    private void Fail(int result)
    {
        var failure = Failures.Of(result, _db, _sql);
        Reset();
        throw failure;
    }
}
