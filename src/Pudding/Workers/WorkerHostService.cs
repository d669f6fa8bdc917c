using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Telemetry;

namespace Pudding.Workers;

/// <summary>Runs this host's workers while it runs; when it stops, drains them, all at once.</summary>
internal sealed class WorkerHostService : IHostedService, IDisposable
{
    /// <summary>What reporting the last results may take once every handler has ended.</summary>
    private static readonly TimeSpan ReportPatience = TimeSpan.FromSeconds(5);

    private readonly List<Worker> _workers;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _clock;
    private readonly ILogger<Worker> _logger;
    private readonly TimeSpan _abortPatience;
    private readonly CancellationTokenSource _end = new();
    private Task _loops = Task.CompletedTask;
    private CancellationTokenRegistration _onStopping;

    public WorkerHostService(
        IEnumerable<WorkerDescriptor> descriptors,
        IWorkerTransport transport,
        IServiceScopeFactory scopes,
        PuddingInstruments instruments,
        IOptions<PuddingOptions> options,
        IIdSource ids,
        IHostApplicationLifetime lifetime,
        TimeProvider clock,
        ILogger<Worker> logger)
    {
        _lifetime = lifetime;
        _clock = clock;
        _logger = logger;
        var all = descriptors.ToList();
        var run = ids.Next().ToString("N")[^6..];
        var environment = new WorkerEnvironment(transport, scopes, instruments, clock, logger, options.Value.LeaseMargin);
        _workers = [.. all.Select(descriptor => new Worker(IdOf(descriptor, run), descriptor, environment, options.Value.HeartbeatInterval))];
        _abortPatience = all.Select(static descriptor => descriptor.Options.CancelGrace).DefaultIfEmpty().Max() + ReportPatience;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // As soon as the host begins to stop, not when it gets to this service.
        _onStopping = _lifetime.ApplicationStopping.Register(Drain);
        _loops = Task.WhenAll(_workers.Select(worker => worker.RunAsync(_end.Token)));
        return Task.CompletedTask;
    }

    /// <param name="cancellationToken">The host's patience is over: what runs is stopped and goes back to its queue.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Drain();
        await _loops.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_loops.IsCompleted)
            return;

        foreach (var worker in _workers)
            worker.Abort();
        await _loops.WaitAsync(_abortPatience, _clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_loops.IsCompleted)
            return;

        Log.WorkersNotDrained(_logger);
        await _end.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _onStopping.Dispose();
        _end.Dispose();
    }

    /// <summary>Names of machines and processes repeat (containers, hosts in one process): a few random digits tell them apart.</summary>
    private static string IdOf(WorkerDescriptor descriptor, string run) =>
        $"{Environment.MachineName}/{Environment.ProcessId}-{run}/{descriptor.Name}";

    private void Drain()
    {
        foreach (var worker in _workers)
            worker.Drain();
    }
}
