using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Dispatch;
using Pudding.Hosting;

namespace Pudding.Health;

/// <summary>Looks for sick workers while the host runs.</summary>
internal sealed class HealthService(HealthWatch watch, IOptions<PuddingOptions> options, TimeProvider clock, ILogger<HealthService> logger) : BackgroundService
{
    /// <summary>However much happens, it is looked at once a second.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        while (options.Value.Health.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await watch.RunOnceAsync(stoppingToken).ConfigureAwait(false);
                pause = TimeSpan.Zero;
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(false);
                await watch.Signal.WaitAsync(options.Value.SweepInterval, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is not OutOfMemoryException)
            {
                pause = Backoff.Next(pause, MaxPause);
                Log.WatchFailed(logger, pause, exception);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
