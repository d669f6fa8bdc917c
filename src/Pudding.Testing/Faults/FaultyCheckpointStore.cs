using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="ICheckpointStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyCheckpointStore(ICheckpointStore store, FaultPlan plan) : ICheckpointStore
{
    public ValueTask<bool> SaveAsync(string name, ReadOnlyMemory<byte> content, long epoch, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICheckpointStore), nameof(SaveAsync), () => store.SaveAsync(name, content, epoch, cancellationToken), cancellationToken);

    public ValueTask<Checkpoint?> ReadAsync(string name, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICheckpointStore), nameof(ReadAsync), () => store.ReadAsync(name, cancellationToken), cancellationToken);
}
