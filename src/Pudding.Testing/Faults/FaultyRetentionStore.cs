using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IRetentionStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyRetentionStore(IRetentionStore store, FaultPlan plan) : IRetentionStore
{
    public ValueTask<PruneResult> PruneAsync(PruneRequest request, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IRetentionStore), nameof(PruneAsync), () => store.PruneAsync(request, cancellationToken), cancellationToken);
}
