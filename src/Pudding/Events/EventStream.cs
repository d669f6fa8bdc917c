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
            foreach (var happened in page)
            {
                either.Token.ThrowIfCancellationRequested();
                yield return happened;
            }
        }
    }

    /// <summary>Events page by page, none of them empty. Goes on while the host stops, for those who stop after the workers.</summary>
    public async IAsyncEnumerable<IReadOnlyList<PuddingEvent>> FollowAsync(
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
                if (page.Count > 0)
                {
                    yield return page;
                    afterSequence = page[^1].Sequence;
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
