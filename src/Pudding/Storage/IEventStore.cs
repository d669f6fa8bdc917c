namespace Pudding.Storage;

/// <summary>The order of everything that happened, and how far each consumer has read. The obligations of <see cref="IJobStore"/> apply.</summary>
public interface IEventStore
{
    /// <summary>Events after a place in the order, oldest first. An event that is once visible has none appear before it later.</summary>
    /// <param name="afterSequence">The last event that is known; 0 for the oldest that is kept.</param>
    /// <param name="limit">The most events to read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<EventPage> ReadAsync(long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>The newest event's sequence; 0 when there is none.</summary>
    ValueTask<long> LatestAsync(CancellationToken cancellationToken);

    /// <summary>How far a consumer has read; <c>null</c> for one that is new. What a consumer has not read yet is kept.</summary>
    ValueTask<long?> ReadCursorAsync(string consumer, CancellationToken cancellationToken);

    /// <summary>Records how far a consumer has read. A cursor never goes back.</summary>
    ValueTask SaveCursorAsync(string consumer, long sequence, CancellationToken cancellationToken);

    /// <summary>Forgets a consumer: no event is kept for it any more.</summary>
    ValueTask ForgetCursorAsync(string consumer, CancellationToken cancellationToken);

    /// <summary>How far each consumer has read, by name.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> ReadCursorsAsync(CancellationToken cancellationToken);
}
