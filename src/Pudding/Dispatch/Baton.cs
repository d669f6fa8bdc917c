using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Storage;

namespace Pudding.Dispatch;

/// <summary>This host's hold on the baton. Used by one loop; others may read whether it is held, and the epoch (a store refuses one that is stale).</summary>
internal sealed class Baton
{
    private readonly IBatonStore _store;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _duration;
    private readonly string _holder;
    private long _renewedAt;
    private long _epoch;
    private volatile bool _isHeld;

    public Baton(IBatonStore store, IOptions<PuddingOptions> options, IIdSource ids, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        _duration = options.Value.BatonDuration;
        _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{ids.Next():N}";
    }

    /// <summary>Whether this host may schedule: it was given the baton, and the lease of that, counted here, is not over.</summary>
    public bool IsHeld => _isHeld && _clock.GetElapsedTime(Volatile.Read(ref _renewedAt)) < _duration;

    public long Epoch
    {
        get => Volatile.Read(ref _epoch);
        private set => Volatile.Write(ref _epoch, value);
    }

    /// <summary>In how long to ask again while someone else holds it.</summary>
    public TimeSpan RetryIn => _duration / 3;

    public TimeSpan RenewIn => (_duration / 3) - _clock.GetElapsedTime(_renewedAt);

    /// <summary>Takes or renews it when that is due.</summary>
    public async ValueTask<bool> HoldAsync(CancellationToken cancellationToken)
    {
        if (IsHeld && RenewIn > TimeSpan.Zero)
            return true;

        // Counted from before the question: the store's lease is never over before this host thinks so.
        var askedAt = _clock.GetTimestamp();
        var epoch = await _store.AcquireAsync(_holder, _duration, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _renewedAt, askedAt);
        var isHeld = epoch is not null && (!_isHeld || epoch == Epoch);
        Epoch = epoch ?? Epoch;
        _isHeld = isHeld;
        return isHeld;
    }

    /// <summary>Someone else has it: the store says so.</summary>
    public void Lost() => _isHeld = false;

    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!IsHeld)
            return;
        _isHeld = false;
        await _store.ReleaseAsync(_holder, cancellationToken).ConfigureAwait(false);
    }
}
