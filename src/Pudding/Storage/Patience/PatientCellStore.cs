using Pudding.Instances;

namespace Pudding.Storage.Patience;

/// <summary>An <see cref="ICellStore"/> that answers in time, or fails.</summary>
internal sealed class PatientCellStore(ICellStore store, StorePatience patience) : ICellStore
{
    public ValueTask<CellResult> ApplyAsync(CellCommand command, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICellStore), token => store.ApplyAsync(command, token), cancellationToken);

    public ValueTask<CellState?> FindAsync(CellKey key, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICellStore), token => store.FindAsync(key, token), cancellationToken);

    public ValueTask<IReadOnlyList<CellState>> ReadInstancesAsync(CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICellStore), token => store.ReadInstancesAsync(token), cancellationToken);

    public ValueTask<bool> ForgetAsync(CellKey key, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICellStore), token => store.ForgetAsync(key, token), cancellationToken);
}
