using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Telemetry;

namespace Pudding.Workers;

/// <summary>The workers of this host.</summary>
internal sealed class LocalWorkers : IHostDrain, IDisposable
{
    /// <summary>What reporting the last results may take once every handler has ended.</summary>
    private static readonly TimeSpan ReportPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly List<Worker> _workers;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _abortPatience;
    private readonly CancellationTokenSource _end = new();
    private volatile bool _isDraining;

    public LocalWorkers(
        IEnumerable<WorkerDescriptor> descriptors,
        IWorkerTransport transport,
        IServiceScopeFactory scopes,
        PuddingInstruments instruments,
        IOptions<PuddingOptions> options,
        IIdSource ids,
        TimeProvider clock,
        ILogger<Worker> logger)
    {
        _clock = clock;
        var all = descriptors.ToList();
        var run = ids.Next().ToString("N")[^6..];
        var environment = new WorkerEnvironment(transport, scopes, instruments, clock, logger);
        _workers = [.. all.Select(descriptor => new Worker(IdOf(descriptor, run), descriptor, environment, TermsOf(descriptor, options.Value)))];
        _abortPatience = all.Select(static descriptor => descriptor.Options.CancelGrace).DefaultIfEmpty().Max() + ReportPatience;
    }

    /// <summary>Completes when all of them have ended.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public bool IsDraining => _isDraining;

    public IReadOnlyList<DrainingJob> Jobs => [.. _workers.SelectMany(static worker => worker.Jobs).OrderByDescending(static job => job.HeldFor)];

    public void Start() => Ended = Task.WhenAll(_workers.Select(worker => worker.RunAsync(_end.Token)));

    /// <summary>They take no more jobs, and end when those that run are over and settled.</summary>
    public void Drain()
    {
        _isDraining = true;
        foreach (var worker in _workers)
            worker.Drain();
    }

    /// <summary>Stops what runs: it goes back to its queue.</summary>
    public void Abort()
    {
        Drain();
        foreach (var worker in _workers)
            worker.Abort();
    }

    /// <summary>Stops what runs, and waits until that is done and reported.</summary>
    /// <returns>Whether everything has ended in time.</returns>
    public async Task<bool> AbortAsync()
    {
        Abort();
        await Ended.WaitAsync(_abortPatience, _clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Ended.IsCompleted;
    }

    /// <summary>Ends the loops at once; what still runs is lost to its lease.</summary>
    public Task EndAsync() => _end.CancelAsync();

    public async Task<DrainOutcome> DrainAsync(
        TimeSpan? deadline = null,
        bool interruptAtDeadline = false,
        IProgress<DrainProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (deadline < TimeSpan.Zero)
            throw new ArgumentException($"deadline: {deadline} is below zero.", nameof(deadline));

        var since = _clock.GetTimestamp();
        Drain();
        while (true)
        {
            var left = deadline - _clock.GetElapsedTime(since);
            var jobs = Jobs;
            progress?.Report(new DrainProgress { Jobs = jobs, Elapsed = _clock.GetElapsedTime(since), Left = left < TimeSpan.Zero ? TimeSpan.Zero : left });
            if (Ended.IsCompleted)
                return Outcome(DrainStatus.Drained, []);
            if (left <= TimeSpan.Zero)
            {
                if (!interruptAtDeadline)
                    return Outcome(DrainStatus.DeadlinePassed, jobs);
                await AbortAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
                return Outcome(DrainStatus.Interrupted, jobs);
            }

            await Ended.WaitAsync(left < ProgressInterval ? left.Value : ProgressInterval, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        DrainOutcome Outcome(DrainStatus status, IReadOnlyList<DrainingJob> jobs) =>
            new() { Status = status, Jobs = jobs, Took = _clock.GetElapsedTime(since) };
    }

    public void Dispose() => _end.Dispose();

    private static WorkerTerms TermsOf(WorkerDescriptor descriptor, PuddingOptions options) => new()
    {
        Slots = descriptor.Options.Slots, HeartbeatInterval = options.HeartbeatInterval, LeaseMargin = options.LeaseMargin,
    };

    /// <summary>Names of machines and processes repeat (containers, hosts in one process): a few random digits tell them apart.</summary>
    private static string IdOf(WorkerDescriptor descriptor, string run) =>
        $"{Environment.MachineName}/{Environment.ProcessId}-{run}/{descriptor.Name}";
}
