using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Pudding.Storage;

namespace Pudding.Enrolment;

/// <summary>What the store says of credentials, believed for a little while, so that a heartbeat costs no read. Only credentials that exist are kept. Thread-safe.</summary>
internal sealed class CredentialCache(ICredentialStore store, TimeProvider clock)
{
    /// <summary>How long another host's revocation may go unnoticed.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, CachedCredential> _known = new(StringComparer.Ordinal);
    private long _purgedAt = clock.GetTimestamp();

    /// <summary>What was believed when it was last asked for, if that was lately.</summary>
    public CachedCredential? Find(string id) => _known.GetValueOrDefault(id);

    /// <summary>What is believed; nothing when that is too old.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out CachedCredential? cached) => _known.TryGetValue(id, out cached) && AgeOf(cached) < Trust;

    public TimeSpan AgeOf(CachedCredential cached) => clock.GetElapsedTime(cached.ReadAt);

    public async ValueTask<CachedCredential?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        // Before the store is asked: it is at least as new as that.
        var readAt = clock.GetTimestamp();
        if (await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            _known.TryRemove(id, out _);
            return null;
        }

        Purge();
        return _known[id] = new CachedCredential(stored, readAt);
    }

    public void Forget(string id) => _known.TryRemove(id, out _);

    private void Purge()
    {
        var last = Volatile.Read(ref _purgedAt);
        if (clock.GetElapsedTime(last) < PurgeInterval || Interlocked.CompareExchange(ref _purgedAt, clock.GetTimestamp(), last) != last)
            return;
        foreach (var (id, cached) in _known)
        {
            if (AgeOf(cached) > Memory)
                _known.TryRemove(id, out _);
        }
    }
}
