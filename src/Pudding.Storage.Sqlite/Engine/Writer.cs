using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>The one who writes. Calls that have come while it was at work share the next transaction, and so one flush to the disk: a group commit.</summary>
internal sealed class Writer(Connection connection, StoreClock clock, ChangeHub changes, string path)
{
    private const int MostInTransaction = 256;

    /// <summary>So that those who wait first don't wait for all who come later.</summary>
    private static readonly long LongestTransaction = TimeSpan.FromMilliseconds(20).Ticks;

    private readonly Channel<IWrite> _queue = Channel.CreateUnbounded<IWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<IWrite> _batch = [];

    /// <returns>Whether it was taken: not when the store is being closed.</returns>
    public bool TryAdd(IWrite write) => _queue.Writer.TryWrite(write);

    /// <summary>Takes no further call; those that were taken are carried out.</summary>
    public void Close() => _queue.Writer.TryComplete();

    /// <summary>Carries out calls until it is closed.</summary>
    public async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            _batch.Clear();
            if ((TryBegin() ?? TryCommit(Taken())) is { } error)
                Settle(error);
        }
    }

    private void Settle(Exception error)
    {
        if (_batch.Count == 0)
        {
            // Not even begun: all who wait would fail by the same.
            while (_queue.Reader.TryRead(out var waiting))
                Fail(waiting, error);
        }
        else if (_batch.Count == 1)
        {
            Fail(_batch[0], error);
        }
        else
        {
            // One of several has failed, or the disk has: each for itself, so that nobody fails for another's sake.
            Exception? locked = null;
            foreach (var write in _batch)
            {
                locked ??= TryBegin();
                if ((locked ?? TryCommit([write])) is { } own)
                    Fail(write, own);
            }
        }
    }

    private void Fail(IWrite write, Exception error)
    {
        if (!write.IsGivenUp)
            write.Fail(error is SqliteException failure ? Problems.Unavailable(failure, path) : error);
    }

    /// <summary>The calls that wait, as long as someone asks for them: one transaction's worth.</summary>
    private IEnumerable<IWrite> Taken()
    {
        var begun = clock.Time;
        while (_batch.Count < MostInTransaction && clock.Time - begun <= LongestTransaction && _queue.Reader.TryRead(out var write))
        {
            if (write.IsGivenUp)
                continue;
            _batch.Add(write);
            yield return write;
        }
    }

    /// <returns>Why nobody can write now.</returns>
    private SqliteException? TryBegin()
    {
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            return null;
        }
        catch (SqliteException error)
        {
            return error;
        }
    }

    /// <returns>Why it failed; then nothing was written.</returns>
    private Exception? TryCommit(IEnumerable<IWrite> writes)
    {
        var done = new List<IWrite>();
        IReadOnlyList<StoreChange> hints;
        try
        {
            var transaction = new Transaction(connection, Estate.Read(connection));
            foreach (var write in writes)
            {
                transaction.Begin(new Moment(clock.Now, clock.Time));
                write.Run(transaction);
                done.Add(write);
            }

            // Everybody may have given up: then there is no moment to write down either.
            if (done.Count > 0)
                transaction.Flush();
            connection.Execute("COMMIT");
            hints = transaction.Hints;
        }
#pragma warning disable CA1031 // whoever waits is told
        catch (Exception error)
#pragma warning restore CA1031
        {
            RollBack();
            return error;
        }

        foreach (var hint in hints)
            changes.Publish(hint);
        foreach (var write in done)
            write.Complete();
        return null;
    }

    private void RollBack()
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // It was rolled back already: SQLite does so by itself when the disk is full, say.
        }
    }
}
