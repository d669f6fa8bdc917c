using Microsoft.Extensions.Options;
using Pudding.Hosting;

namespace Pudding.Dispatch;

/// <summary>For how long leases that are over are left alone: for one lease, after a stretch in which the store, or this host, was away. Workers may not have been able to renew.</summary>
/// <remarks>A stretch that is shorter than half a lease costs no healthy worker its leases, so it holds nothing: a store that fails now and then must not keep the jobs of lost
/// workers for ever.</remarks>
internal sealed class LeaseHold(IOptions<PuddingOptions> options, TimeProvider clock)
{
    private readonly TimeSpan _lease = options.Value.LeaseDuration;
    private long? _sweptAt;
    private long? _heldFrom;

    /// <summary>Whether a sweep now leaves leases alone.</summary>
    public bool Holds => WasAway || (_heldFrom is { } from && clock.GetElapsedTime(from) < _lease);

    private bool WasAway => _sweptAt is not { } last || clock.GetElapsedTime(last) > _lease / 2;

    /// <summary>The store has answered a sweep.</summary>
    public void OnSwept()
    {
        var now = clock.GetTimestamp();
        if (WasAway)
            _heldFrom = now;
        _sweptAt = now;
    }
}
