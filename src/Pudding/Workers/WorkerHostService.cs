using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;

namespace Pudding.Workers;

/// <summary>Runs this host's workers while it runs; when it stops, drains them, all at once, and says what it waits for.</summary>
internal sealed class WorkerHostService(
    LocalWorkers workers, IOptions<PuddingOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Worker> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);
    private const int MostNamed = 10;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ownPatience = new();
    private CancellationTokenRegistration _onStopping;
    private ITimer? _deadline;
    private long? _stoppingSince;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // As soon as the host begins to stop, not when it gets to this service.
        _onStopping = lifetime.ApplicationStopping.Register(BeginToStop);
        workers.Start();
        return Task.CompletedTask;
    }

    /// <param name="cancellationToken">The host's patience is over: what runs is stopped and goes back to its queue.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        BeginToStop();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ownPatience.Token);
        await workers.Ended.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (workers.Ended.IsCompleted || await workers.AbortAsync().ConfigureAwait(false))
            return;

        Log.WorkersNotDrained(logger);
        await workers.EndAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _onStopping.Dispose();
        _deadline?.Dispose();
        _ownPatience.Dispose();
    }

    private void BeginToStop()
    {
        lock (_gate)
        {
            if (_stoppingSince is not null)
                return;
            _stoppingSince = clock.GetTimestamp();
            workers.Drain();
            if (options.Value.DrainTimeout is { } timeout)
                _deadline = clock.CreateTimer(_ => Interrupt(timeout), state: null, timeout, Timeout.InfiniteTimeSpan);
        }

        _ = ReportAsync();
    }

    /// <summary>The services that stop before this one may take their time; this must not wait for them.</summary>
    private void Interrupt(TimeSpan timeout)
    {
        if (workers.Ended.IsCompleted)
            return;
        Log.DrainTimedOut(logger, timeout, workers.Jobs.Count);
        workers.Abort();
        _ownPatience.Cancel();
    }

    private async Task ReportAsync()
    {
        while (!workers.Ended.IsCompleted && !_ownPatience.IsCancellationRequested)
        {
            var pause = workers.Ended.WaitAsync(ReportInterval, clock, CancellationToken.None);
            var jobs = workers.Jobs;
            if (jobs.Count > 0)
            {
                var more = jobs.Count > MostNamed ? $" and {jobs.Count - MostNamed} more" : "";
                Log.WaitsForJobs(logger, jobs.Count, string.Join(", ", jobs.Take(MostNamed)) + more, PatienceLeft());
            }

            await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string PatienceLeft()
    {
        if (options.Value.DrainTimeout is not { } timeout)
            return "they are stopped when the host's shutdown time-out is over";
        var left = timeout - clock.GetElapsedTime(_stoppingSince.GetValueOrDefault());
        return $"they are stopped in {TimeSpan.FromSeconds(Math.Max(0, Math.Ceiling(left.TotalSeconds))):c} (PuddingOptions.DrainTimeout)";
    }
}
