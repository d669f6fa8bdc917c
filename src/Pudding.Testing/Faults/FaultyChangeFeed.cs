using System.Runtime.CompilerServices;
using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IChangeFeed"/> whose hints are lost, or that breaks off, as a plan wants it.</summary>
internal sealed class FaultyChangeFeed(IChangeFeed feed, FaultPlan plan) : IChangeFeed
{
    public async IAsyncEnumerable<StoreChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in feed.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            switch (plan.Take(typeof(IChangeFeed), nameof(WatchAsync), out _))
            {
                case Fault.Before:
                    throw new JobStoreUnavailableException("The feed of hints broke off on purpose.");
                case Fault.After:
                    break;
                default:
                    yield return change;
                    break;
            }
        }
    }
}
