using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Dispatch;

namespace Pudding.Pools;

/// <summary>Runs the pools' rounds while the host runs, one after the other: a slow provider of one doesn't keep the others from their turn for longer than its call.</summary>
internal sealed class PoolService(LocalPools pools, TimeProvider clock, ILogger<PoolService> logger) : BackgroundService
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(pools.Controllers.Select(pool => RunAsync(pool, stoppingToken)));

    private async Task RunAsync(PoolController pool, CancellationToken stoppingToken)
    {
        var failurePause = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                await pool.RunOnceAsync(stoppingToken).ConfigureAwait(false);
                failurePause = TimeSpan.Zero;
                pause = pool.IsBusy && Soon < pool.Interval ? Soon : pool.Interval;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is not OutOfMemoryException)
            {
                pause = failurePause = Backoff.Next(failurePause, MaxPause);
                Log.RoundFailed(logger, pool.Name, pause, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
