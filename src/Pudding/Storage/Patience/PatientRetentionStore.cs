namespace Pudding.Storage.Patience;

/// <summary>An <see cref="IRetentionStore"/> that answers in time, or fails.</summary>
internal sealed class PatientRetentionStore(IRetentionStore store, StorePatience patience) : IRetentionStore
{
    public ValueTask<PruneResult> PruneAsync(PruneRequest request, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IRetentionStore), token => store.PruneAsync(request, token), cancellationToken);
}
