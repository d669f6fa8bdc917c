using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;

namespace Pudding.Maintenance;

/// <summary>Runs the rounds of retention while the host runs.</summary>
internal sealed class MaintenanceService(
    Retention retention, IOptions<PuddingOptions> options, TimeProvider clock, ILogger<MaintenanceService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = options.Value.Retention.Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await retention.RunOnceAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is not OutOfMemoryException)
            {
                Log.RetentionFailed(logger, interval, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
