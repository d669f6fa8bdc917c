using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Worker.Http;
using Pudding.Workers;

namespace Pudding.Agent;

/// <summary>Ends the program when there will never be work: the farm has retired this worker, or won't have this machine.</summary>
internal sealed class EndOfWork(IHostDrain workers, IHostLink farm, IHostApplicationLifetime lifetime, ILogger<EndOfWork> logger) : BackgroundService
{
    /// <summary>Whether the farm won't have this machine.</summary>
    public bool IsRefused { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var first = await Task.WhenAny(workers.Ended, farm.Refused).WaitAsync(stoppingToken).ConfigureAwait(false);
        if (first == farm.Refused)
        {
            IsRefused = true;
            Log.Refused(logger, await farm.Refused.ConfigureAwait(false));
        }

        lifetime.StopApplication();
    }
}
