using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Pudding.Load.Sqlite;

/// <summary>What SQLite itself takes: rows of an id, a state and a payload, written and changed in transactions that are flushed to the disk. Nothing is verified, nothing told.</summary>
internal sealed class RawFloor : IDisposable
{
    private readonly SqliteConnection _connection;
    private long _first = 1;
    private long _next = 1;

    public RawFloor(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE job (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, state INTEGER NOT NULL, payload BLOB NOT NULL)");
    }

    /// <returns>Rows per second.</returns>
    public double Insert(int rows, int batch)
    {
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO job (seq, id, state, payload) VALUES ($seq, $id, 1, $payload)";
        var sequence = insert.Parameters.Add("$seq", SqliteType.Integer);
        var id = insert.Parameters.Add("$id", SqliteType.Blob);
        insert.Parameters.AddWithValue("$payload", new byte[StoreDriver.PayloadBytes]);
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < rows;)
        {
            using var transaction = _connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < batch; i++, done++)
            {
                sequence.Value = _next++;
                id.Value = Guid.CreateVersion7().ToByteArray(bigEndian: true);
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return rows / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Changes the state of rows twice, a batch in each transaction: as if they were claimed, then finished.</summary>
    /// <returns>Rows per second.</returns>
    public double ChangeTwice(int rows, int batch)
    {
        using var update = _connection.CreateCommand();
        update.CommandText = "UPDATE job SET state = $state WHERE seq = $seq";
        var state = update.Parameters.Add("$state", SqliteType.Integer);
        var sequence = update.Parameters.Add("$seq", SqliteType.Integer);
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < rows; done += batch)
        {
            for (var to = 2; to <= 3; to++)
            {
                using var transaction = _connection.BeginTransaction();
                update.Transaction = transaction;
                state.Value = to;
                for (var i = 0; i < batch; i++)
                {
                    sequence.Value = _first + i;
                    update.ExecuteNonQuery();
                }

                transaction.Commit();
            }

            _first += batch;
        }

        return rows / clock.Elapsed.TotalSeconds;
    }

    public void Dispose() => _connection.Dispose();

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
