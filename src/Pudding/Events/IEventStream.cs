namespace Pudding.Events;

/// <summary>What happens, as it happens. Thread-safe; one for the host.</summary>
public interface IEventStream
{
    /// <summary>The newest event's sequence; 0 when there is none. The place to read on from for what comes next.</summary>
    ValueTask<long> LatestAsync(CancellationToken cancellationToken = default);

    /// <summary>Every event after a place in the order, then on as they happen, until cancelled or the host begins to stop. The reader sets the
    /// pace.</summary>
    /// <param name="afterSequence">The last event that the reader has seen; 0 for the oldest that the store still keeps.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <remarks>Where the store no longer keeps what comes next, the reader is given an <see cref="EventGap"/> in its place.</remarks>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or the host stops.</exception>
    IAsyncEnumerable<PuddingEvent> ReadAsync(long afterSequence, CancellationToken cancellationToken = default);

    /// <summary>Events from now on, for a reader that would rather miss some than fall behind: when it is more than <paramref name="maxLag"/> behind the newest, it goes
    /// on from there, and an <see cref="EventGap"/> says how many were left out.</summary>
    /// <param name="maxLag">How many events the reader may be behind; at least 1.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or the host stops.</exception>
    IAsyncEnumerable<PuddingEvent> WatchAsync(int maxLag = 1000, CancellationToken cancellationToken = default);
}
