namespace Pudding.Storage.Patience;

/// <summary>An <see cref="ICheckpointStore"/> that answers in time, or fails.</summary>
internal sealed class PatientCheckpointStore(ICheckpointStore store, StorePatience patience) : ICheckpointStore
{
    public ValueTask<bool> SaveAsync(string name, ReadOnlyMemory<byte> content, long epoch, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICheckpointStore), token => store.SaveAsync(name, content, epoch, token), cancellationToken);

    public ValueTask<Checkpoint?> ReadAsync(string name, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICheckpointStore), token => store.ReadAsync(name, token), cancellationToken);
}
