using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="ICheckpointStore"/> with calls that do something else.</summary>
internal sealed class TamperedCheckpointStore(ICheckpointStore store) : ICheckpointStore
{
    public Around<(string Name, ReadOnlyMemory<byte> Content, long Epoch), bool>? Save { get; init; }

    public Around<string, Checkpoint?>? Read { get; init; }

    public ValueTask<bool> SaveAsync(string name, ReadOnlyMemory<byte> content, long epoch, CancellationToken cancellationToken) =>
        Save is null ? store.SaveAsync(name, content, epoch, cancellationToken) : Save((name, content, epoch), input => store.SaveAsync(input.Name, input.Content, input.Epoch, cancellationToken));

    public ValueTask<Checkpoint?> ReadAsync(string name, CancellationToken cancellationToken) =>
        Read is null ? store.ReadAsync(name, cancellationToken) : Read(name, input => store.ReadAsync(input, cancellationToken));
}
