namespace Pudding.Storage;

/// <summary>Hints that something changed, from every host of the estate, so that nobody need poll often.</summary>
/// <remarks>Hints may be lost, repeated or late: readers act on what the store says, and sweep now and then. A hint comes after its change is visible.</remarks>
public interface IChangeFeed
{
    /// <summary>Hints from the first read on, until cancelled. The first one is <see cref="StoreChangeKind.Missed"/>, since what came before is not known;
    /// a reader that falls behind is told so in the same way.</summary>
    IAsyncEnumerable<StoreChange> WatchAsync(CancellationToken cancellationToken);
}
