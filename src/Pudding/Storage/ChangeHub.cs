using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Pudding.Storage;

/// <summary>Hands hints to whoever watches in this process: for the authors of stores.</summary>
/// <remarks>Thread-safe. A watcher that falls behind by more than 4096 hints loses some and is told so, with <see cref="StoreChangeKind.Missed"/>; nobody waits for it.
/// Of several hints <see cref="StoreChangeKind.Happened"/> that a watcher has not read, it is given one.</remarks>
public sealed class ChangeHub : IChangeFeed
{
    private const int Capacity = 4096;

    private readonly Lock _gate = new();
    private readonly List<Watcher> _watchers = [];

    /// <summary>Gives everyone who watches a hint. Publish it when its change is visible, not before. Never waits.</summary>
    /// <param name="change">The hint.</param>
    public void Publish(in StoreChange change)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
                watcher.Offer(change);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoreChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new Watcher();
        lock (_gate)
            _watchers.Add(watcher);
        try
        {
            yield return new StoreChange { Kind = StoreChangeKind.Missed };
            while (await watcher.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                while (watcher.TryTake(out var change))
                    yield return change;
            }
        }
        finally
        {
            lock (_gate)
                _watchers.Remove(watcher);
        }
    }

    private sealed class Watcher
    {
        private readonly Channel<StoreChange> _channel = Channel.CreateBounded<StoreChange>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

        private int _missed;
        private int _happened;

        public void Offer(in StoreChange change)
        {
            // One is enough until it is read.
            if (change.Kind == StoreChangeKind.Happened && Interlocked.Exchange(ref _happened, 1) == 1)
                return;
            if (!_channel.Writer.TryWrite(change))
                Volatile.Write(ref _missed, 1);
        }

        public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _channel.Reader.WaitToReadAsync(cancellationToken);

        public bool TryTake(out StoreChange change)
        {
            // First the news that some were missed: they were dropped while the channel was full, so it is never empty then.
            if (Interlocked.Exchange(ref _missed, 0) == 1)
            {
                Volatile.Write(ref _happened, 0);
                change = new StoreChange { Kind = StoreChangeKind.Missed };
                return true;
            }

            if (!_channel.Reader.TryRead(out change))
                return false;
            if (change.Kind == StoreChangeKind.Happened)
                Volatile.Write(ref _happened, 0);
            return true;
        }
    }
}
