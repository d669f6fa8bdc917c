using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Dispatch;
using Pudding.Hosting;

namespace Pudding.Usage;

/// <summary>Counts usage while this host schedules.</summary>
internal sealed class UsageService(
    UsageProjector projector, Baton baton, IOptions<PuddingOptions> options, TimeProvider clock, ILogger<UsageService> logger) : BackgroundService
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    /// <summary>Nobody waits for usage: many events at a time cost less than each by itself.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await projector.BeginAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        while (options.Value.CountUsage && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (baton.IsHeld && await projector.RunOnceAsync(stoppingToken).ConfigureAwait(false))
                {
                }

                pause = TimeSpan.Zero;
                await Task.Delay(Rest, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is not OutOfMemoryException)
            {
                pause = Backoff.Next(pause, MaxPause);
                Log.CountingFailed(logger, pause, exception);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
