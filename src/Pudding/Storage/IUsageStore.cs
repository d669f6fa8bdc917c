using Pudding.Usage;

namespace Pudding.Storage;

/// <summary>Usage that was counted from the events: what each tenant has used in each period. The obligations of <see cref="IJobStore"/> apply.</summary>
/// <remarks>Usage is exact because each event counts once: the cursor moves in the same step in which what was counted is added, and only from where the count says it
/// began. Whoever counts names itself as a consumer of <see cref="IEventStore"/>, so that no event is forgotten before it is counted.</remarks>
public interface IUsageStore
{
    /// <summary>How far usage is counted; <see cref="UsageCheckpoint.Beginning"/> for a store in which nothing is counted yet.</summary>
    ValueTask<UsageCheckpoint> ReadCheckpointAsync(CancellationToken cancellationToken);

    /// <summary>Adds what was counted and moves the cursor, all of it or nothing. Refused (nothing done) when the cursor is not <see cref="UsageChange.After"/>: someone else has
    /// counted these events, or the same call, repeated, was done before.</summary>
    /// <returns>Whether it was done.</returns>
    ValueTask<bool> AddAsync(UsageChange change, CancellationToken cancellationToken);

    /// <summary>Records that fit (<see cref="UsageQuery.Matches"/>), in the order of their keys, page by page; with each page, from the same moment, how far usage is
    /// counted.</summary>
    /// <param name="query">Which.</param>
    /// <param name="after">The key of the last record of the page before; none for the first page.</param>
    /// <param name="limit">The most records to read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<UsagePage> ReadAsync(UsageQuery query, UsageKey? after, int limit, CancellationToken cancellationToken);

    /// <summary>Forgets records and gaps whose time was over before a moment, a part of them at a time.</summary>
    /// <param name="before">Records whose period, and gaps whose end, are at this time or earlier.</param>
    /// <param name="limit">The most records to forget in one call, so that it is short.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many records were forgotten; less than <paramref name="limit"/> when none is left.</returns>
    ValueTask<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);
}
