using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Dispatch;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Events;

/// <summary>Brings every observer the jobs that are over, from the store's event order, while this host schedules.</summary>
internal sealed class ObserverService(
    IEnumerable<IJobObserver> observers,
    IEventStore events,
    EventStream stream,
    Baton baton,
    TimeProvider clock,
    ILogger<ObserverService> logger) : BackgroundService
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    private readonly IJobObserver[] _observers = [.. observers];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // A new observer begins here and now: marked before any job of this host can end.
        foreach (var observer in _observers)
        {
            if (await events.ReadCursorAsync(NameOf(observer), cancellationToken).ConfigureAwait(false) is null)
            {
                var latest = await events.LatestAsync(cancellationToken).ConfigureAwait(false);
                await events.SaveCursorAsync(NameOf(observer), latest, cancellationToken).ConfigureAwait(false);
            }
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_observers.Select(observer => ObserveAsync(observer, stoppingToken)));

    private static string NameOf(IJobObserver observer) => observer.GetType().FullName!;

    private async Task ObserveAsync(IJobObserver observer, CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var cursor = await events.ReadCursorAsync(NameOf(observer), stoppingToken).ConfigureAwait(false) ?? 0;
                await foreach (var page in stream.FollowAsync(cursor, stoppingToken).ConfigureAwait(false))
                {
                    // On another host's turn this one reads on from where that one got to.
                    if (!baton.IsHeld)
                        break;
                    await TellAsync(observer, page.Events, stoppingToken).ConfigureAwait(false);
                    pause = TimeSpan.Zero;
                }

                await Task.Delay(baton.RetryIn, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is not OutOfMemoryException)
            {
                pause = Backoff.Next(pause, MaxPause);
                Log.ObserverFailed(logger, NameOf(observer), pause, exception);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Brings a page, and records how far it got, also when the observer throws.</summary>
    private async Task TellAsync(IJobObserver observer, IReadOnlyList<PuddingEvent> page, CancellationToken stoppingToken)
    {
        var seen = page[0].Sequence - 1;
        try
        {
            foreach (var happened in page)
            {
                if (happened is JobFinished finished)
                    await observer.OnFinishedAsync(finished, stoppingToken).ConfigureAwait(false);
                else if (happened is JobGroupFinished group)
                    await observer.OnGroupFinishedAsync(group, stoppingToken).ConfigureAwait(false);
                seen = happened.Sequence;
            }
        }
        finally
        {
            await events.SaveCursorAsync(NameOf(observer), seen, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
