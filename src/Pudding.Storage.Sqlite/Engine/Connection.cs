using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>A connection with its prepared statements. Used by one at a time.</summary>
/// <remarks>Statements go to SQLite's own interface, without the commands and parameters of ADO.NET: bound by position and prepared once, they take two thirds of the time.</remarks>
internal sealed class Connection : IDisposable
{
    /// <summary>Of SQLite's virtual machine: some tens of microseconds.</summary>
    private const int StepsBetweenLooks = 10_000;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(new ByReference());
    private volatile bool _isInterrupted;

    /// <param name="path">The file.</param>
    /// <param name="readOnly">Whether it only reads. It may make SQLite's files beside the database nevertheless, unless nobody has that open.</param>
    /// <param name="busyTimeout">How long it waits for a lock.</param>
    /// <param name="isStill">That nobody changes the file: then it is read without a lock, and nothing is made beside it.</param>
    public Connection(string path, bool readOnly, TimeSpan busyTimeout, bool isStill = false)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = isStill ? new Uri(path).AbsoluteUri + "?immutable=1" : path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        try
        {
            _connection.Open();
            raw.sqlite3_extended_result_codes(Handle, 1);
            raw.sqlite3_busy_timeout(Handle, (int)busyTimeout.TotalMilliseconds);
            if (readOnly)
                raw.sqlite3_progress_handler(Handle, StepsBetweenLooks, _ => _isInterrupted ? 1 : 0, null);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The statements that were prepared, for tests of how they find what they ask for.</summary>
    internal IEnumerable<string> Statements => _statements.Keys;

    public SqliteConnection Inner => _connection;

    /// <summary>Rows that were changed since the connection was opened.</summary>
    public long TotalChanges => raw.sqlite3_total_changes(Handle);

    private sqlite3 Handle => _connection.Handle!;

    /// <summary>Asks.</summary>
    /// <param name="sql">A constant of the program.</param>
    /// <param name="values">Its parameters, in the order of their numbers.</param>
    public Rows Query(string sql, params ReadOnlySpan<SqlValue> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new Statement(Handle, sql);
        statement.Begin(values);
        return new Rows(statement);
    }

    /// <summary>Writes.</summary>
    /// <returns>How many rows were changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<SqlValue> values)
    {
        using var rows = Query(sql, values);
        while (rows.Read())
        {
            // What is returned is not asked for.
        }

        return raw.sqlite3_changes(Handle);
    }

    /// <summary>The first column of the first row.</summary>
    public long? Scalar(string sql, params ReadOnlySpan<SqlValue> values)
    {
        using var rows = Query(sql, values);
        return rows.Read() ? rows.IntegerOrNull(0) : null;
    }

    /// <summary>Asks something that was put together for this one time.</summary>
    public IEnumerable<T> QueryOnce<T>(string sql, IReadOnlyList<SqlValue> values, Func<Rows, T> read)
    {
        using var statement = new Statement(Handle, sql);
        statement.Begin([.. values]);
        var rows = new Rows(statement);
        while (rows.Read())
            yield return read(rows);
    }

    /// <summary>Carries out a script without parameters.</summary>
    public void Run(string script)
    {
        var result = raw.sqlite3_exec(Handle, script);
        if (result != raw.SQLITE_OK)
            throw Failures.Of(result, Handle, script);
    }

    /// <summary>Whether it was interrupted: then it is of no more use.</summary>
    public bool IsInterrupted => _isInterrupted;

    /// <summary>Ends what a connection that only reads is at, or begins from now on, with a failure; from another thread.</summary>
    public void Interrupt() => _isInterrupted = true; // SQLite's own interrupt is lost on a statement that is just about to begin

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }

    /// <summary>Statements are constants: that a text is the same one is enough, and takes no reading.</summary>
    private sealed class ByReference : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => ReferenceEquals(x, y);

        public int GetHashCode([DisallowNull] string obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
