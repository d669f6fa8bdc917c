using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Scheduling;
using Pudding.Storage;
using Pudding.Telemetry;

namespace Pudding.Dispatch;

/// <summary>The scheduling host's loop: takes in what changed, decides in memory, claims in the store.</summary>
/// <remarks>The store verifies every claim, so what this knows may be stale: that makes a decision worse, never unsafe. Nothing here is thread-safe but
/// <see cref="OnChange"/>; <see cref="RunOnceAsync"/> is called by one loop.</remarks>
internal sealed class Dispatcher : IChangeListener
{
    private readonly IJobStore _jobs;
    private readonly IWorkerStore _workers;
    private readonly IPolicyStore _policies;
    private readonly Baton _baton;
    private readonly PuddingOptions _options;
    private readonly PuddingInstruments _instruments;
    private readonly TimeProvider _clock;
    private readonly ILogger<Dispatcher> _logger;
    private readonly ChangeInbox _inbox = new();
    private readonly WorkerOffers _offers;
    private readonly DueTimes _due;
    private readonly long _origin;
    private Window _window;

    public Dispatcher(
        IJobStore jobs,
        IWorkerStore workers,
        IPolicyStore policies,
        Baton baton,
        IOptions<PuddingOptions> options,
        PuddingInstruments instruments,
        TimeProvider clock,
        ILogger<Dispatcher> logger)
    {
        _jobs = jobs;
        _workers = workers;
        _policies = policies;
        _baton = baton;
        _options = options.Value;
        _instruments = instruments;
        _clock = clock;
        _logger = logger;
        _origin = clock.GetTimestamp();
        _offers = new WorkerOffers(_options.HeartbeatInterval * 2.5);
        _due = new DueTimes(_options);
        _window = NewWindow();
        Signal = new WakeSignal(clock);
    }

    /// <summary>Set when there is something to do before the time that <see cref="RunOnceAsync"/> gave.</summary>
    public WakeSignal Signal { get; }

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    public void OnChange(in StoreChange change)
    {
        _inbox.Add(change);
        Signal.Set();
    }

    /// <summary>One round.</summary>
    /// <returns>How long the next one may be put off if nothing happens.</returns>
    public async ValueTask<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var hadBaton = _baton.IsHeld;
        if (!await _baton.HoldAsync(cancellationToken).ConfigureAwait(false))
            return _baton.RetryIn;

        if (!hadBaton)
            await TakeOverAsync(cancellationToken).ConfigureAwait(false);

        await TakeInChangesAsync(cancellationToken).ConfigureAwait(false);
        if (_due.Expire.IsDue(Now))
            await ExpireAsync(cancellationToken).ConfigureAwait(false);
        if (_due.Charge.IsDue(Now))
            _window.Charge(Now);
        await DecideAsync(cancellationToken).ConfigureAwait(false);
        return _due.NextIn(Now, _baton.RenewIn);
    }

    /// <summary>Makes the next round read everything again: for when a store call failed and nothing is known about its outcome.</summary>
    public void Resync()
    {
        _offers.Clear();
        _due.Sweep.MakeDue();
    }

    private async ValueTask TakeOverAsync(CancellationToken cancellationToken)
    {
        Log.TookBaton(_logger, _baton.Epoch);
        var policies = OptionsPolicies.From(_options);
        await _policies.PublishAsync(policies, _baton.Epoch, cancellationToken).ConfigureAwait(false);
        _window = NewWindow();
        Resync();
    }

    private async ValueTask TakeInChangesAsync(CancellationToken cancellationToken)
    {
        var changes = _inbox.Take();
        foreach (var ended in changes.Ended)
            _window.End(ended.JobId, ended.Token, Now);

        if (changes.Missed || _due.Sweep.IsDue(Now))
        {
            await SweepAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        if (changes.Policies)
            _window.Apply(await _policies.ReadAsync(cancellationToken).ConfigureAwait(false));
        foreach (var (tenant, queue) in changes.Ready)
            await RefillAsync(new HeadQuery { Tenant = tenant, Queue = queue, LimitPerTenant = _options.WindowSize }, cancellationToken).ConfigureAwait(false);
        if (_due.Ready.IsDue(Now))
            await RefillAsync(new HeadQuery { LimitPerTenant = _options.WindowSize }, cancellationToken).ConfigureAwait(false);
        if (changes.Offers)
            _offers.Read(await _workers.ReadCellsAsync(cancellationToken).ConfigureAwait(false), _window);
    }

    /// <summary>Reads everything again, as if no hint had ever come.</summary>
    private async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        _window.Apply(await _policies.ReadAsync(cancellationToken).ConfigureAwait(false));
        _window.SyncActive(await _jobs.ReadActiveAsync(cancellationToken).ConfigureAwait(false), Now);
        _window.DropWaiting();
        await RefillAsync(new HeadQuery { LimitPerTenant = _options.WindowSize }, cancellationToken).ConfigureAwait(false);
        _offers.Read(await _workers.ReadCellsAsync(cancellationToken).ConfigureAwait(false), _window);
    }

    private async ValueTask RefillAsync(HeadQuery query, CancellationToken cancellationToken)
    {
        var page = await _jobs.ReadHeadsAsync(query, cancellationToken).ConfigureAwait(false);
        _window.Refill(page.Jobs, query.LimitPerTenant);
        _due.Ready.SetIn(Now, page.NextReadyIn);
    }

    private async ValueTask ExpireAsync(CancellationToken cancellationToken)
    {
        var lost = await _jobs.ExpireAsync(new ExpireRequest(_baton.Epoch, _options.MaxInfrastructureLosses), cancellationToken).ConfigureAwait(false);
        if (lost.Count > 0)
            Log.JobsLost(_logger, lost.Count);
    }

    private async ValueTask DecideAsync(CancellationToken cancellationToken)
    {
        // At most one resynchronisation in a round: were the store's answer and ours to differ for ever, this must not spin.
        var mayResync = true;
        while (_offers.Decide(_window, Now, maxClaims: 100) is { Count: > 0 } decisions)
        {
            var batch = new ClaimBatch
            {
                Epoch = _baton.Epoch,
                LeaseDuration = _options.LeaseDuration,
                Claims = [.. decisions.Select(static decision => decision.ToClaim())],
            };
            var results = await _jobs.ClaimAsync(batch, cancellationToken).ConfigureAwait(false);
            var limited = false;
            for (var i = 0; i < results.Count; i++)
            {
                _instruments.OnClaim(results[i].Status);
                Settle(decisions[i], results[i]);
                limited |= results[i].Status == ClaimStatus.LimitReached;
            }

            if (!_baton.IsHeld)
                return;
            foreach (var query in _window.TakeRefills(_options.WindowSize))
                await RefillAsync(query, cancellationToken).ConfigureAwait(false);
            if (!limited)
                continue;
            if (!mayResync)
                return;
            mayResync = false;
            await SweepAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Settle(in Decision decision, in ClaimResult result)
    {
        switch (result.Status)
        {
            case ClaimStatus.Claimed:
                _window.Claimed(decision.Job, result.FencingToken);
                break;
            case ClaimStatus.JobNotReady:
                _window.Remove(decision.Job);
                break;
            case ClaimStatus.WorkerUnavailable:
                _window.Return(decision.Job);
                _offers.Withdraw(decision.Worker);
                break;
            case ClaimStatus.LimitReached:
                Log.LimitReached(_logger, result.LimitedBy);
                _window.Return(decision.Job);
                break;
            default:
                Log.LostBaton(_logger, _baton.Epoch);
                _window.Return(decision.Job);
                _baton.Lost();
                break;
        }
    }

    private Window NewWindow() => new(
        new FairScheduler(new FairSchedulerOptions { Order = _options.Order, Policies = OptionsPolicies.From(_options) }), _logger);
}
