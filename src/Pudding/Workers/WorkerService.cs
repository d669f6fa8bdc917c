using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pudding.Workers;

/// <summary>Runs a worker while the host runs; when the host stops, drains it.</summary>
internal sealed class WorkerService(string id, Worker worker, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private Task _loop = Task.CompletedTask;
    private CancellationTokenRegistration _onStopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // All workers at once stop taking jobs when the host begins to stop; each is then waited for in turn.
        _onStopping = lifetime.ApplicationStopping.Register(worker.Drain);
        _loop = worker.RunAsync(_end.Token);
        return Task.CompletedTask;
    }

    /// <param name="cancellationToken">The host's patience is over: what runs is stopped and goes back to its queue.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        worker.Drain();
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_loop.IsCompleted)
        {
            worker.Abort();
            await _loop.WaitAsync(AbortPatience, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_loop.IsCompleted)
        {
            Log.WorkerNotDrained(logger, id);
            await _end.CancelAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _onStopping.Dispose();
        _end.Dispose();
    }
}
