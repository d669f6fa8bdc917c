namespace Pudding.Storage;

/// <summary>Hints that something changed, from every host of the estate, so that nobody need poll often.</summary>
/// <remarks>Hints may be lost, repeated or late: readers act on what the store says, and sweep now and then. A hint comes after its change is visible.</remarks>
public interface IChangeFeed
{
    /// <summary>Hints from the call on, until cancelled. A reader that falls behind misses some and is told by <see cref="StoreChangeKind.Missed"/>.</summary>
    IAsyncEnumerable<StoreChange> WatchAsync(CancellationToken cancellationToken);
}
