using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pudding.Dispatch;

/// <summary>Runs the dispatcher's rounds while the host runs.</summary>
internal sealed class DispatcherService(Dispatcher dispatcher, Baton baton, TimeProvider clock, ILogger<DispatcherService> logger) : BackgroundService
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(10);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);

        // So that another host need not wait for the lease to be over. If it fails, it waits.
        try
        {
            await dispatcher.RememberAsync(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            await baton.ReleaseAsync(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.BatonNotReleased(logger, exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var next = await dispatcher.RunOnceAsync(stoppingToken).ConfigureAwait(false);
                pause = TimeSpan.Zero;
                if (next > TimeSpan.Zero)
                    await dispatcher.Signal.WaitAsync(next, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is not OutOfMemoryException)
            {
                pause = Backoff.Next(pause, MaxPause);
                Log.RoundFailed(logger, pause, exception);
                dispatcher.Resync();
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
