using Microsoft.Extensions.Hosting;
using Pudding.Workers;

namespace Pudding.Agent;

/// <summary>Ends the program when there will never be work again: the farm has retired this worker.</summary>
internal sealed class EndOfWork(IHostDrain workers, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await workers.Ended.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.StopApplication();
    }
}
