using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Workers;

namespace Pudding.Agent;

/// <summary>Ends the program when there will never be work again: the farm has retired this worker.</summary>
internal sealed class EndOfWork(IHostDrain workers, IHostApplicationLifetime lifetime, AgentSettings settings, ILogger<EndOfWork> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Unknown is { Count: > 0 } unknown)
            Log.UnknownSettings(logger, string.Join(", ", unknown.Keys));
        await workers.Ended.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.StopApplication();
    }
}
