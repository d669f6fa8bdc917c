using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Scheduling;
using Pudding.Scheduling.Snapshots;
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
    private readonly PolicyDesk _policies;
    private readonly FairnessMemory _memory;
    private readonly DemandDesk _demand;
    private readonly Baton _baton;
    private readonly LeaseHold _hold;
    private readonly PuddingOptions _options;
    private readonly PuddingInstruments _instruments;
    private readonly TimeProvider _clock;
    private readonly ILogger<Dispatcher> _logger;
    private readonly ChangeInbox _inbox = new();
    private readonly WorkerOffers _offers;
    private readonly DueTimes _due;
    private readonly long _origin;
    private Window _window;
    private long _servedEpoch;

    public Dispatcher(
        IJobStore jobs,
        IWorkerStore workers,
        PolicyDesk policies,
        FairnessMemory memory,
        DemandDesk demand,
        Baton baton,
        LeaseHold hold,
        IOptions<PuddingOptions> options,
        PuddingInstruments instruments,
        TimeProvider clock,
        ILogger<Dispatcher> logger)
    {
        _jobs = jobs;
        _workers = workers;
        _policies = policies;
        _memory = memory;
        _demand = demand;
        _baton = baton;
        _hold = hold;
        _options = options.Value;
        _instruments = instruments;
        _clock = clock;
        _logger = logger;
        _origin = clock.GetTimestamp();
        _offers = new WorkerOffers(_options.HeartbeatInterval * 2.5);
        _due = new DueTimes(_options);
        _window = NewWindow(memory: null);
        Signal = new WakeSignal(clock);
    }

    /// <summary>Set when there is something to do before the time that <see cref="RunOnceAsync"/> gave.</summary>
    public WakeSignal Signal { get; }

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    public void OnChange(in StoreChange change)
    {
        // Who takes over reads everything: what another host is to act on need not be gathered here.
        if (!_baton.IsHeld)
            return;
        _inbox.Add(change);
        Signal.Set();
    }

    /// <summary>One round.</summary>
    /// <returns>How long the next one may be put off if nothing happens.</returns>
    public async ValueTask<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var hadBaton = _baton.IsHeld;
        if (!await _baton.HoldAsync(cancellationToken).ConfigureAwait(false))
        {
            LoseBaton();
            return _baton.RetryIn;
        }

        if (_servedEpoch != _baton.Epoch)
        {
            if (!await TakeOverAsync(cancellationToken).ConfigureAwait(false))
                return _baton.RetryIn;
        }
        else if (!hadBaton)
        {
            Resync(); // it had lapsed for a moment, in which hints were let go
        }

        if (_policies.HasNews && !await PublishAsync(cancellationToken).ConfigureAwait(false))
            return _baton.RetryIn;
        await TakeInChangesAsync(cancellationToken).ConfigureAwait(false);
        if (_due.Expire.IsDue(Now))
            await ExpireAsync(cancellationToken).ConfigureAwait(false);
        if (_due.Charge.IsDue(Now))
            _window.Charge(Now);
        await DecideAsync(cancellationToken).ConfigureAwait(false);
        _demand.Answer(_window);
        if (_due.Remember.IsDue(Now))
            await RememberAsync(cancellationToken).ConfigureAwait(false);

        // Without a free slot no token is of use; and nobody has asked whether it has come, so it could be past.
        _due.Token.SetAt(_offers.IsEmpty ? null : _window.NextTokenAt);
        return _due.NextIn(Now, _baton.RenewIn);
    }

    /// <summary>Makes the next round read everything again: for when a store call failed and nothing is known about its outcome.</summary>
    public void Resync()
    {
        _offers.Clear();
        _due.Sweep.MakeDue();
    }

    /// <summary>Writes down who has used how much, for whoever schedules next.</summary>
    public async ValueTask RememberAsync(CancellationToken cancellationToken)
    {
        if (_servedEpoch != 0)
            await _memory.SaveAsync(_window.Remember(Now), _servedEpoch, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Whether this host schedules now.</returns>
    private async ValueTask<bool> TakeOverAsync(CancellationToken cancellationToken)
    {
        _policies.Begin();
        if (!await PublishAsync(cancellationToken).ConfigureAwait(false))
            return false;
        Log.TookBaton(_logger, _baton.Epoch);
        _window = NewWindow(await _memory.ReadAsync(cancellationToken).ConfigureAwait(false));
        Resync();
        _servedEpoch = _baton.Epoch;
        return true;
    }

    /// <returns>Whether this host still schedules.</returns>
    private async ValueTask<bool> PublishAsync(CancellationToken cancellationToken)
    {
        _due.Policies.MakeDue();
        if (await _policies.PublishAsync(_baton.Epoch, cancellationToken).ConfigureAwait(false))
            return true;
        LoseBaton();
        return false;
    }

    private void LoseBaton()
    {
        if (_servedEpoch != 0)
            Log.LostBaton(_logger, _servedEpoch);
        _servedEpoch = 0;
        _baton.Lost();
    }

    private async ValueTask TakeInChangesAsync(CancellationToken cancellationToken)
    {
        var changes = _inbox.Take();
        foreach (var ended in changes.Ended)
            _window.End(ended, Now);

        if (_due.Sweep.IsDue(Now) || changes.Missed)
        {
            await SweepAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_due.Policies.IsDue(Now) || changes.Policies)
            await ReadPoliciesAsync(cancellationToken).ConfigureAwait(false);
        if (_due.Ready.IsDue(Now))
            await RefillAsync(of: null, cancellationToken).ConfigureAwait(false);
        else if (changes.Ready.Count > 0)
            await RefillAsync([.. changes.Ready], cancellationToken).ConfigureAwait(false);
        if (_due.Offers.IsDue(Now) || changes.Offers)
            await ReadOffersAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads everything again, as if no hint had ever come.</summary>
    private async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        await ReadPoliciesAsync(cancellationToken).ConfigureAwait(false);
        _window.SyncActive(await _jobs.ReadActiveAsync(cancellationToken).ConfigureAwait(false), Now);
        await RefillAsync(of: null, cancellationToken).ConfigureAwait(false);
        await ReadOffersAsync(cancellationToken).ConfigureAwait(false);
        _due.Sweep.Done(Now);
    }

    private async ValueTask ReadPoliciesAsync(CancellationToken cancellationToken)
    {
        var state = await _policies.ReadAsync(cancellationToken).ConfigureAwait(false);
        _window.Apply(state.InForce);
        _due.Policies.SetIn(Now, state.ValidFor);
    }

    private async ValueTask ReadOffersAsync(CancellationToken cancellationToken)
    {
        _offers.Read(await _workers.ReadCellsAsync(cancellationToken).ConfigureAwait(false), _window);
        _due.Offers.Done(Now);
    }

    /// <param name="of">Whose heads to read; <c>null</c> for everyone's.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async ValueTask RefillAsync(IReadOnlyList<TenantQueue>? of, CancellationToken cancellationToken)
    {
        var query = new HeadQuery { Of = of, LimitPerTenant = _options.WindowSize };
        var page = await _jobs.ReadHeadsAsync(query, cancellationToken).ConfigureAwait(false);
        _window.Refill(page.Jobs, query, Now);
        if (of is null)
            _due.Ready.SetIn(Now, page.NextReadyIn);
        else
            _due.Ready.SetNoLaterThan(Now, page.NextReadyIn);
    }

    private async ValueTask ExpireAsync(CancellationToken cancellationToken)
    {
        var request = new SweepRequest(_baton.Epoch, _options.LeaseDuration, _options.CancelPatience, KeepLeases: _hold.Holds);
        var swept = await _jobs.SweepAsync(request, cancellationToken).ConfigureAwait(false);
        _hold.OnSwept();
        foreach (var cause in swept.GroupBy(static job => job.Cause))
            Log.JobsSwept(_logger, cause.Count(), cause.Key);
    }

    private async ValueTask DecideAsync(CancellationToken cancellationToken)
    {
        // At most one resynchronisation in a round: were the store's answer and ours to differ for ever, this must not spin.
        var mayResync = true;
        await RefillLowAsync(cancellationToken).ConfigureAwait(false);
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
            var wasted = false;
            for (var i = 0; i < results.Count; i++)
            {
                _instruments.OnClaim(results[i].Status);
                Settle(decisions[i], results[i]);
                limited |= results[i].Status is ClaimStatus.LimitReached or ClaimStatus.QueueLimitReached;
                wasted |= results[i].Status == ClaimStatus.JobNotReady;
            }

            if (!_baton.IsHeld)
                return;
            await RefillLowAsync(cancellationToken).ConfigureAwait(false);
            if (wasted)
                await ReadOffersAsync(cancellationToken).ConfigureAwait(false); // the slot is still on offer
            if (!limited)
                continue;
            if (!mayResync)
                return;
            mayResync = false;
            await SweepAsync(cancellationToken).ConfigureAwait(false);
            await RefillLowAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RefillLowAsync(CancellationToken cancellationToken)
    {
        if (_window.Low.Count > 0)
            await RefillAsync([.. _window.Low], cancellationToken).ConfigureAwait(false);
    }

    private void Settle(in Decision decision, in ClaimResult result)
    {
        switch (result.Status)
        {
            case ClaimStatus.Claimed:
                _window.Claimed(decision.Job, result.FencingToken);
                break;
            case ClaimStatus.JobNotReady:
                _window.Discard(decision.Job);
                break;
            case ClaimStatus.WorkerUnavailable:
                _window.Return(decision.Job);
                _offers.Withdraw(decision.Worker);
                break;
            case ClaimStatus.LimitReached:
                Log.LimitReached(_logger, result.LimitedBy);
                _window.Return(decision.Job);
                break;
            case ClaimStatus.QueueLimitReached:
                Log.QueueLimitReached(_logger, decision.Job);
                _window.Return(decision.Job);
                break;
            default:
                _window.Return(decision.Job);
                LoseBaton();
                break;
        }
    }

    private Window NewWindow((SchedulerSnapshot Snapshot, TimeSpan Age)? memory) => new(
        new FairSchedulerOptions
        {
            Order = _options.Order,
            EstimateBy = _options.EstimateBy,
            WindowSize = _options.WindowSize,
        },
        _logger,
        memory,
        Now);
}
