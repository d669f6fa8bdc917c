using System.Runtime.CompilerServices;
using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IChangeFeed"/> that gives other hints.</summary>
internal sealed class TamperedChangeFeed(IChangeFeed feed, Func<StoreChange, IEnumerable<StoreChange>> instead) : IChangeFeed
{
    public async IAsyncEnumerable<StoreChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in feed.WatchAsync(cancellationToken))
        {
            foreach (var other in instead(change))
                yield return other;
        }
    }
}
