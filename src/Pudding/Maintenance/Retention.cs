using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Storage;

namespace Pudding.Maintenance;

/// <summary>Forgets what is too old, while this host schedules. Used by one loop.</summary>
internal sealed class Retention(
    IRetentionStore store,
    IEventStore events,
    ICredentialStore credentials,
    Baton baton,
    IOptions<PuddingOptions> options,
    TimeProvider clock,
    ILogger<Retention> logger)
{
    /// <summary>For people who wonder why a machine is not let in any more.</summary>
    private static readonly TimeSpan CredentialMemory = TimeSpan.FromDays(7);

    private const int MostCredentials = 1000;

    private readonly Dictionary<string, long> _warnedOf = new(StringComparer.Ordinal);

    /// <summary>Forgets all that is too old by now. Does nothing while another host schedules.</summary>
    /// <returns>What was forgotten.</returns>
    public async ValueTask<PruneResult> RunOnceAsync(CancellationToken cancellationToken)
    {
        var retention = options.Value.Retention;
        if (!baton.IsHeld)
            return default;
        if (await credentials.ForgetAsync(CredentialMemory, MostCredentials, cancellationToken).ConfigureAwait(false) is var over and > 0)
            Log.CredentialsForgotten(logger, over);
        if (retention.Events is { } kept)
            await WarnOfStuckConsumersAsync(kept, cancellationToken).ConfigureAwait(false);
        if (retention is { FinishedJobs: null, Logs: null, Events: null })
            return default;

        var (groups, logs, happened, hasMore) = (0, 0, 0L, true);
        while (hasMore && baton.IsHeld)
        {
            var askedAt = clock.GetTimestamp();
            var pruned = await store.PruneAsync(
                new PruneRequest { Epoch = baton.Epoch, FinishedGroups = retention.FinishedJobs, Logs = retention.Logs, Events = retention.Events },
                cancellationToken).ConfigureAwait(false);
            groups += pruned.Groups;
            logs += pruned.Logs;
            happened += pruned.Events;
            hasMore = pruned.HasMore;
            if (hasMore)
                await RestAsync(clock.GetElapsedTime(askedAt), cancellationToken).ConfigureAwait(false);
        }

        if (groups + logs + happened > 0)
            Log.Forgotten(logger, groups, logs, happened);
        return new PruneResult(groups, logs, happened, hasMore);
    }

    /// <summary>As long as it worked, so that the store is its own for half of the time at most.</summary>
    private async ValueTask RestAsync(TimeSpan worked, CancellationToken cancellationToken)
    {
        if (worked > TimeSpan.Zero)
            await Task.Delay(worked, clock, cancellationToken).ConfigureAwait(false);
        else
            await Task.Yield();
    }

    /// <summary>What a consumer has not read is kept for it. One that is gone would have everything kept for ever: people are told, once for each place where it stands.</summary>
    /// <remarks>Judged by the age of the first event that it has not read, so that a restart changes nothing.</remarks>
    private async ValueTask WarnOfStuckConsumersAsync(TimeSpan kept, CancellationToken cancellationToken)
    {
        foreach (var (consumer, cursor) in await events.ReadCursorsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_warnedOf.GetValueOrDefault(consumer, -1) == cursor)
                continue;
            var unread = await events.ReadAsync(cursor, limit: 1, cancellationToken).ConfigureAwait(false);
            if (unread.Events is not [var first] || clock.GetUtcNow() - first.At <= kept)
                continue;
            Log.ConsumerStuck(logger, consumer, cursor, first.At);
            _warnedOf[consumer] = cursor;
        }
    }
}
