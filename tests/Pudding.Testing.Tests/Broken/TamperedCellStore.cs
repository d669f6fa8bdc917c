using Pudding.Instances;
using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="ICellStore"/> with calls that do something else.</summary>
internal sealed class TamperedCellStore(ICellStore store) : ICellStore
{
    public Around<CellCommand, CellResult>? Apply { get; init; }

    public Around<CellKey, CellState?>? Find { get; init; }

    public Around<object?, IReadOnlyList<CellState>>? ReadInstances { get; init; }

    public Around<CellKey, bool>? Forget { get; init; }

    public ValueTask<CellResult> ApplyAsync(CellCommand command, CancellationToken cancellationToken) =>
        Apply is null ? store.ApplyAsync(command, cancellationToken) : Apply(command, input => store.ApplyAsync(input, cancellationToken));

    public ValueTask<CellState?> FindAsync(CellKey key, CancellationToken cancellationToken) =>
        Find is null ? store.FindAsync(key, cancellationToken) : Find(key, input => store.FindAsync(input, cancellationToken));

    public ValueTask<IReadOnlyList<CellState>> ReadInstancesAsync(CancellationToken cancellationToken) =>
        ReadInstances is null ? store.ReadInstancesAsync(cancellationToken) : ReadInstances(null, _ => store.ReadInstancesAsync(cancellationToken));

    public ValueTask<bool> ForgetAsync(CellKey key, CancellationToken cancellationToken) =>
        Forget is null ? store.ForgetAsync(key, cancellationToken) : Forget(key, input => store.ForgetAsync(input, cancellationToken));
}
