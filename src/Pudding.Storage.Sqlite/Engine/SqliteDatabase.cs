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
    private volatile bool _isClosed;
    private string _path = options.Value.Path;

    public SqliteStoreOptions Options { get; } = options.Value;

    public ChangeHub Changes { get; } = new();

    public Moment Moment
    {
        get
        {
            OpenWriter(); // the time goes on from what the file says
            return new Moment(_clock.Now, _clock.Time);
        }
    }

    /// <summary>The statements that were prepared, for tests of how they find what they ask for.</summary>
    internal IEnumerable<string> Statements => _readers.Append(_connection).OfType<Connection>().SelectMany(static connection => connection.Statements);

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
            throw new ObjectDisposedException(nameof(SqliteDatabase), $"The store of '{_path}' is closed.");
        return new ValueTask<T>(write.Done);
    }

    /// <summary>Reads what is committed, all of it as of one moment.</summary>
    /// <param name="work">Reads.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <exception cref="JobStoreUnavailableException">The file could not be read.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<Connection, T> work, CancellationToken cancellationToken)
    {
        // Not on the caller's time: it may stop waiting when the disk is slow, or the search is long.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        cancellationToken.ThrowIfCancellationRequested();
        OpenWriter();
        try
        {
            var reader = _readers.TryTake(out var known) ? known : OpenReader();
            var isWhole = false;
            try
            {
                using var interruption = cancellationToken.UnsafeRegister(static reader => ((Connection)reader!).Interrupt(), reader);
                reader.Execute("BEGIN");
                var result = work(reader);
                reader.Execute("COMMIT");
                isWhole = true;
                return result;
            }
            finally
            {
                if (isWhole && !reader.IsInterrupted && _readers.Count < ReadersKept)
                    Keep(reader);
                else
                    reader.Dispose();
            }
        }
        catch (SqliteException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SqliteException failure)
        {
            throw Problems.Unavailable(failure, _path);
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
        CloseReaders();
        _connection?.Dispose();
        _lock?.Dispose();
    }

    private void Keep(Connection reader)
    {
        _readers.Add(reader);
        if (_isClosed)
            CloseReaders();
    }

    private void CloseReaders()
    {
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    private Writer OpenWriter()
    {
        if (_writer is { } open && !_isClosed)
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
            _path = StorePath.Resolve(Options.Path);
            Inspect();
            _lock = HostLock.TryTake(_path) ?? throw InUse();
            InspectRemains();
            StorePath.Make(_path);
            _connection = new Connection(_path, readOnly: false, Options.BusyTimeout);
            Prepare(_connection);
            var writer = new Writer(_connection, _clock, Changes, _path);
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
                SqliteException failure => Problems.Explain(failure, _path),
                UnauthorizedAccessException or IOException => Problems.Explain(exception, _path),
                _ => exception,
            };
        }
    }

    /// <summary>Looks at the file before anything is made or changed: what is not this store's stays as it is.</summary>
    private void Inspect()
    {
        if (Directory.Exists(_path))
            throw new SqliteStoreException(SqliteStoreProblem.CannotOpen, $"'{_path}' is a folder. Give UseSqliteStore the path of a file in it.");
        if (new FileInfo(_path) is not { Exists: true, Length: > 0 })
            return;
        using var reader = new Connection(_path, readOnly: true, Options.BusyTimeout, isStill: !WriteAheadLog.Exists(_path));
        Migrator.Check(reader, _path);
    }

    /// <summary>What is missing is not made anew when something tells that it was there.</summary>
    private void InspectRemains()
    {
        if (RestoreFiles.IsInterrupted(_path))
            throw new SqliteStoreException(SqliteStoreProblem.Damaged, $"A restore of '{_path}' was interrupted. Run it again: it begins by putting back what it has put aside.");
        if (new FileInfo(_path) is not { Exists: true, Length: > 0 } && new FileInfo(_path + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new SqliteStoreException(
                SqliteStoreProblem.Damaged,
                $"'{_path}' is missing or empty while its log '{_path}-wal' is there. Was it moved without the log, or a restore interrupted? Put both together again, "
                + "or restore the newest backup.");
        }

        if (WriteAheadLog.IsDamaged(_path))
            throw Problems.LogDamaged(_path);
    }

    private void Prepare(Connection connection)
    {
        Migrator.Check(connection, _path); // before anything is changed in it
        using (var mode = connection.Query("PRAGMA journal_mode = WAL"))
        {
            if (!mode.Read() || mode.Text(0) != "wal")
            {
                throw new SqliteStoreException(
                    SqliteStoreProblem.CannotOpen, $"SQLite's write-ahead log does not work on the disk of '{_path}'. Give UseSqliteStore a path on a local disk.");
            }
        }

        // On macOS a flush reaches the drive's own cache only, unless it is asked for in full; elsewhere that changes nothing.
        connection.Run(Options.Durability == SqliteDurability.Full
            ? "PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1;"
            : "PRAGMA synchronous = NORMAL;");
        connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{Options.CacheMegabytes * 1024}; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864;"));
        Migrator.Migrate(connection, _path);
        var estate = Estate.Read(connection);
        _clock.Resume(estate.Time, estate.TimeOfDay);
        connection.Execute(
            "INSERT OR REPLACE INTO host (id, process, machine, opened_utc) VALUES (1, ?1, ?2, ?3)", Environment.ProcessId, Environment.MachineName, _clock.Now);

        // Whoever held the baton had the file open, and has not any more.
        connection.Execute("UPDATE estate SET holder = NULL");
    }

    private Connection OpenReader()
    {
        var reader = new Connection(_path, readOnly: true, Options.BusyTimeout);
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
            $"'{_path}' is in use by {holder}. One host at a time can use a SQLite store: stop that one, give this one another path, or use a store that several hosts share.");
    }
}
