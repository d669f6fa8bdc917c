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
        await foreach (var happened in FollowAsync(afterSequence, either.Token).ConfigureAwait(false))
            yield return happened;
    }

    /// <summary>As <see cref="ReadAsync"/>, but goes on while the host stops, for those who stop after the workers.</summary>
    public async IAsyncEnumerable<PuddingEvent> FollowAsync(long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var signal = new WakeSignal(clock);
        lock (_gate)
            _readers.Add(signal);
        try
        {
            while (true)
            {
                var page = await events.ReadAsync(afterSequence, Page, cancellationToken).ConfigureAwait(false);
                foreach (var happened in page)
                {
                    afterSequence = happened.Sequence;
                    yield return happened;
                }

                if (page.Count == 0)
                    await signal.WaitAsync(options.Value.SweepInterval, cancellationToken).ConfigureAwait(false);
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
        lock (_gate)
        {
            foreach (var reader in _readers)
                reader.Set();
        }
    }
}
