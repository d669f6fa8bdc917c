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
            if (TryCommit(Taken()) is not { } error)
                continue;

            // One of several has failed, or the disk has: each for itself, so that nobody fails for another's sake.
            var alone = _batch.Count == 1;
            foreach (var write in _batch.ToList())
                Settle(write, alone ? error : TryCommit([write]));
        }
    }

    private void Settle(IWrite write, Exception? error)
    {
        if (error is SqliteException failure)
            write.Fail(new JobStoreUnavailableException(Problems.Explain(failure, path).Message, Problems.Explain(failure, path)));
        else if (error is not null)
            write.Fail(error);
    }

    /// <summary>The calls that wait, as long as someone asks for them: one transaction's worth.</summary>
    private IEnumerable<IWrite> Taken()
    {
        _batch.Clear();
        var begun = clock.Time;
        while (_batch.Count < MostInTransaction && clock.Time - begun <= LongestTransaction && _queue.Reader.TryRead(out var write))
        {
            if (write.IsGivenUp)
                continue;
            _batch.Add(write);
            yield return write;
        }
    }

    /// <returns>Why it failed; then nothing was written.</returns>
    private Exception? TryCommit(IEnumerable<IWrite> writes)
    {
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            var transaction = new Transaction(connection, Estate.Read(connection));
            var done = new List<IWrite>();
            foreach (var write in writes)
            {
                transaction.Begin(new Moment(clock.Now, clock.Time));
                write.Run(transaction);
                done.Add(write);
            }

            transaction.Flush();
            connection.Execute("COMMIT");
            foreach (var hint in transaction.Hints)
                changes.Publish(hint);
            foreach (var write in done)
                write.Complete();
            return null;
        }
#pragma warning disable CA1031 // whoever waits is told
        catch (Exception error)
#pragma warning restore CA1031
        {
            RollBack();
            return error;
        }
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
