using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Storage;

namespace Pudding.Usage;

/// <summary>Counts usage from the store's event order into the store. Two that do so at once count everything once: who is second is refused, and goes on from where the
/// first got to.</summary>
internal sealed class UsageProjector(
    IUsageStore usage, IEventStore events, IOptions<PuddingOptions> options, TimeProvider clock, ILogger<UsageProjector> logger)
{
    public const string Consumer = "pudding.usage";

    private const int PageSize = 1000;

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    private UsageLedger? _ledger;
    private long? _forgotAt;

    /// <summary>Sees to it that events are kept until they are counted; when usage is not to be counted, that they are not kept for this.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.CountUsage)
        {
            await events.ForgetCursorAsync(Consumer, cancellationToken).ConfigureAwait(false);
        }
        else if (await events.ReadCursorAsync(Consumer, cancellationToken).ConfigureAwait(false) is null)
        {
            var checkpoint = await usage.ReadCheckpointAsync(cancellationToken).ConfigureAwait(false);
            await events.SaveCursorAsync(Consumer, checkpoint.Cursor, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Counts the next events.</summary>
    /// <returns>Whether there may be more.</returns>
    public async ValueTask<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        // Whatever goes wrong, the store says how far it got.
        var ledger = _ledger ?? await ReadLedgerAsync(cancellationToken).ConfigureAwait(false);
        _ledger = null;

        var page = await events.ReadAsync(ledger.Cursor, PageSize, cancellationToken).ConfigureAwait(false);
        if (page.Events.Count == 0)
        {
            await ForgetOldAsync(cancellationToken).ConfigureAwait(false);
            _ledger = ledger;
            return false;
        }

        if (page.Missed > 0)
        {
            ledger.Miss(page.Missed, page.Events[0].At);
            Log.EventsMissed(logger, page.Missed, page.Events[0].At);
        }

        foreach (var happened in page.Events)
            ledger.Count(happened);
        if (!await usage.AddAsync(ledger.TakeChange(), cancellationToken).ConfigureAwait(false))
        {
            Log.CountedElsewhere(logger);
            return true;
        }

        await events.SaveCursorAsync(Consumer, ledger.Cursor, cancellationToken).ConfigureAwait(false);
        _ledger = ledger;
        return page.Events.Count == PageSize;
    }

    private async ValueTask<UsageLedger> ReadLedgerAsync(CancellationToken cancellationToken)
    {
        var checkpoint = await usage.ReadCheckpointAsync(cancellationToken).ConfigureAwait(false);

        // Who counted up to here may not have come to say so.
        await events.SaveCursorAsync(Consumer, checkpoint.Cursor, cancellationToken).ConfigureAwait(false);
        return new UsageLedger(checkpoint, options.Value.UsagePeriod);
    }

    private async ValueTask ForgetOldAsync(CancellationToken cancellationToken)
    {
        if (options.Value.UsageRetention is not { } kept || (_forgotAt is { } at && clock.GetElapsedTime(at) < ForgetEvery))
            return;
        const int Limit = 1000;
        while (await usage.ForgetAsync(clock.GetUtcNow() - kept, Limit, cancellationToken).ConfigureAwait(false) == Limit)
        {
        }

        _forgotAt = clock.GetTimestamp();
    }
}
