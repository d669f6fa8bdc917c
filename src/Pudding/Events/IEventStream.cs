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
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or the host stops.</exception>
    IAsyncEnumerable<PuddingEvent> ReadAsync(long afterSequence, CancellationToken cancellationToken = default);
}
