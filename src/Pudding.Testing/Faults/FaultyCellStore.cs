using Pudding.Instances;
using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="ICellStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyCellStore(ICellStore store, FaultPlan plan) : ICellStore
{
    public ValueTask<CellResult> ApplyAsync(CellCommand command, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICellStore), nameof(ApplyAsync), () => store.ApplyAsync(command, cancellationToken), cancellationToken);

    public ValueTask<CellState?> FindAsync(CellKey key, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICellStore), nameof(FindAsync), () => store.FindAsync(key, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<CellState>> ReadInstancesAsync(CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICellStore), nameof(ReadInstancesAsync), () => store.ReadInstancesAsync(cancellationToken), cancellationToken);

    public ValueTask<bool> ForgetAsync(CellKey key, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICellStore), nameof(ForgetAsync), () => store.ForgetAsync(key, cancellationToken), cancellationToken);
}
