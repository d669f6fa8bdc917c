using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IRetentionStore"/> with calls that do something else.</summary>
internal sealed class TamperedRetentionStore(IRetentionStore store) : IRetentionStore
{
    public Around<PruneRequest, PruneResult>? Prune { get; init; }

    public ValueTask<PruneResult> PruneAsync(PruneRequest request, CancellationToken cancellationToken) =>
        Prune is null ? store.PruneAsync(request, cancellationToken) : Prune(request, input => store.PruneAsync(input, cancellationToken));
}
