using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Storage;

namespace Pudding.Events;

internal sealed class EventStream(
    IEventStore events, IOptions<PuddingOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock) : IEventStream, IChangeListener
{
    private const int Page = 500;

    private readonly Lock _gate = new();
    private readonly List<WakeSignal> _readers = [];

    public ValueTask<long> LatestAsync(CancellationToken cancellationToken = default) => events.LatestAsync(cancellationToken);

    public async IAsyncEnumerable<PuddingEvent> ReadAsync(long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await foreach (var page in FollowAsync(afterSequence, either.Token).ConfigureAwait(false))
        {
            if (page.Missed > 0)
                yield return GapBefore(page);
            foreach (var happened in page.Events)
            {
                either.Token.ThrowIfCancellationRequested();
                yield return happened;
            }
        }
    }

    public async IAsyncEnumerable<PuddingEvent> WatchAsync(int maxLag = 1000, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLag, 1);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var seen = await events.LatestAsync(either.Token).ConfigureAwait(false);
        while (true)
        {
            await foreach (var page in FollowAsync(seen, either.Token).ConfigureAwait(false))
            {
                // Only a page that is full may have more behind it than is here to see.
                var latest = page.Events.Count < Page ? page.Events[^1].Sequence : await events.LatestAsync(either.Token).ConfigureAwait(false);
                if (latest - seen > maxLag)
                {
                    yield return new EventGap { At = page.Events[0].At, Sequence = latest, Count = latest - seen };
                    seen = latest;
                    break;
                }

                foreach (var happened in page.Events)
                {
                    either.Token.ThrowIfCancellationRequested();
                    yield return happened;
                }

                seen = page.Events[^1].Sequence;
            }
        }
    }

    /// <summary>Events page by page, none of them empty. Goes on while the host stops, for those who stop after the workers.</summary>
    public async IAsyncEnumerable<EventPage> FollowAsync(
        long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var signal = new WakeSignal(clock);
        lock (_gate)
            _readers.Add(signal);
        try
        {
            while (true)
            {
                var page = await events.ReadAsync(afterSequence, Page, cancellationToken).ConfigureAwait(false);
                if (page.Events.Count > 0)
                {
                    yield return page;
                    afterSequence = page.Events[^1].Sequence;
                }
                else
                {
                    await signal.WaitAsync(options.Value.SweepInterval, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _readers.Remove(signal);
                signal.Dispose();
            }
        }
    }

    private static EventGap GapBefore(EventPage page) =>
        new() { At = page.Events[0].At, Sequence = page.Events[0].Sequence - 1, Count = page.Missed };

    public void OnChange(in StoreChange change)
    {
        if (change.Kind is not (StoreChangeKind.Happened or StoreChangeKind.Missed))
            return;
        lock (_gate)
        {
            foreach (var reader in _readers)
                reader.Set();
        }
    }
}
