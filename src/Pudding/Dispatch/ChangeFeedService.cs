using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Storage;

namespace Pudding.Dispatch;

/// <summary>Reads the store's hints, once for the host, and hands them to whoever acts on them.</summary>
internal sealed class ChangeFeedService(
    IChangeFeed feed, IEnumerable<IChangeListener> listeners, TimeProvider clock, ILogger<ChangeFeedService> logger) : BackgroundService
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(10);

    private readonly IChangeListener[] _listeners = [.. listeners];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in feed.WatchAsync(stoppingToken).ConfigureAwait(false))
                {
                    // The first one always comes: it is no sign of health.
                    if (change.Kind != StoreChangeKind.Missed)
                        pause = TimeSpan.Zero;
                    foreach (var listener in _listeners)
                        listener.OnChange(change);
                }

                throw new InvalidOperationException("The change feed has ended; it should go on until it is cancelled.");
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is not OutOfMemoryException)
            {
                pause = Backoff.Next(pause, MaxPause);
                Log.FeedFailed(logger, pause, exception);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
