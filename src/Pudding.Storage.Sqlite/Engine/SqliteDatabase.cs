using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Pudding.Storage.Sqlite.Schema;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>The open file: one writer, and connections that read what is committed. Opened by the first call, or before. Thread-safe.</summary>
internal sealed class SqliteDatabase(IOptions<SqliteStoreOptions> options, TimeProvider clock) : IAsyncDisposable, IDisposable
{
    private const int ReadersKept = 4;

    private readonly Lock _gate = new();
    private readonly ConcurrentBag<Connection> _readers = [];
    private readonly StoreClock _clock = new(clock);
    private HostLock? _lock;
    private Connection? _connection;
    private volatile Writer? _writer;
    private Task _writing = Task.CompletedTask;
    private bool _isClosed;

    public SqliteStoreOptions Options { get; } = options.Value;

    public ChangeHub Changes { get; } = new();

    public Moment Moment => new(_clock.Now, _clock.Time);

    private string Path => System.IO.Path.GetFullPath(Options.Path);

    /// <summary>Opens the file, if it isn't open; makes it if there is none.</summary>
    /// <exception cref="SqliteStoreException">It can't be used.</exception>
    public void Open() => _ = OpenWriter();

    /// <summary>Carries out something that writes; what it returns is durable.</summary>
    /// <param name="work">May be called again when the transaction has failed, so it keeps nothing outside of that.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn.</param>
    /// <exception cref="JobStoreUnavailableException">The file could not be written.</exception>
    public ValueTask<T> WriteAsync<T>(Func<Transaction, T> work, CancellationToken cancellationToken)
    {
        var write = new Write<T>(work, cancellationToken);
        if (!OpenWriter().TryAdd(write))
            throw new ObjectDisposedException(nameof(SqliteDatabase), $"The store of '{Path}' is closed.");
        return new ValueTask<T>(write.Done);
    }

    /// <summary>Reads what is committed, all of it as of one moment.</summary>
    public T Read<T>(Func<Connection, T> work)
    {
        OpenWriter();
        try
        {
            var reader = _readers.TryTake(out var known) ? known : OpenReader();
            var isWhole = false;
            try
            {
                reader.Execute("BEGIN");
                var result = work(reader);
                reader.Execute("COMMIT");
                isWhole = true;
                return result;
            }
            finally
            {
                if (isWhole && _readers.Count < ReadersKept)
                    _readers.Add(reader);
                else
                    reader.Dispose();
            }
        }
        catch (SqliteException failure)
        {
            throw new JobStoreUnavailableException(Problems.Explain(failure, Path).Message, Problems.Explain(failure, Path));
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            _writer?.Close();
        }

        await _writing.ConfigureAwait(false);
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _connection?.Dispose();
        _lock?.Dispose();
    }

    private Writer OpenWriter()
    {
        if (_writer is { } open)
            return open;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return _writer ??= StartWriter();
        }
    }

    private Writer StartWriter()
    {
        try
        {
            _lock = HostLock.TryTake(Path) ?? throw InUse();
            _connection = new Connection(Path, readOnly: false, Options.BusyTimeout);
            Prepare(_connection);
            var writer = new Writer(_connection, _clock, Changes, Path);
            _writing = writer.RunAsync();
            return writer;
        }
        catch (Exception exception)
        {
            _connection?.Dispose();
            _lock?.Dispose();
            (_connection, _lock) = (null, null);
            throw exception switch
            {
                SqliteException failure => Problems.Explain(failure, Path),
                DirectoryNotFoundException => new SqliteStoreException(
                    SqliteStoreProblem.CannotOpen, $"The folder of '{Path}' does not exist. Make it, or give UseSqliteStore another path.", exception),
                UnauthorizedAccessException or IOException => new SqliteStoreException(
                    SqliteStoreProblem.ReadOnly,
                    $"The lock beside '{Path}' can't be made: {exception.Message} The user of this process needs the right to write in the folder of the database.", exception),
                _ => exception,
            };
        }
    }

    private void Prepare(Connection connection)
    {
        Migrator.Check(connection, Path); // before anything is changed in it
        connection.Run($"PRAGMA journal_mode = WAL; PRAGMA synchronous = {(Options.Durability == SqliteDurability.Full ? "FULL" : "NORMAL")};");
        connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{Options.CacheMegabytes * 1024}; PRAGMA wal_autocheckpoint = 8000;"));
        Migrator.Migrate(connection, Path);
        var estate = Estate.Read(connection);
        _clock.Resume(estate.Time, estate.TimeOfDay);
        connection.Execute(
            "INSERT OR REPLACE INTO host (id, process, machine, opened_utc) VALUES (1, ?1, ?2, ?3)", Environment.ProcessId, Environment.MachineName, _clock.Now);

        // Whoever held the baton had the file open, and has not any more.
        connection.Execute("UPDATE estate SET holder = NULL");
    }

    private Connection OpenReader()
    {
        var reader = new Connection(Path, readOnly: true, Options.BusyTimeout);
        reader.Run("PRAGMA query_only = 1;");
        return reader;
    }

    private SqliteStoreException InUse()
    {
        var holder = "another host";
        try
        {
            using var reader = OpenReader();
            using var row = reader.Query("SELECT process, machine, opened_utc FROM host");
            if (row.Read())
                holder = $"process {row.Integer(0)} on {row.Text(1)}, since {row.Time(2):u}";
        }
        catch (SqliteException)
        {
            // It has not written yet who it is.
        }

        return new SqliteStoreException(
            SqliteStoreProblem.InUse,
            $"'{Path}' is in use by {holder}. One host at a time can use a SQLite store: stop that one, give this one another path, or use a store that several hosts share.");
    }
}
