namespace Pudding.Storage;

/// <summary>Small things that whoever holds the baton hands on to its successor, by name. The obligations of <see cref="IJobStore"/> apply.</summary>
public interface ICheckpointStore
{
    /// <summary>Replaces what is kept under a name. Refused (nothing done) when the epoch is not the baton's newest.</summary>
    /// <returns>Whether it was done.</returns>
    ValueTask<bool> SaveAsync(string name, ReadOnlyMemory<byte> content, long epoch, CancellationToken cancellationToken);

    /// <summary>What is kept under a name; <c>null</c> for nothing.</summary>
    ValueTask<Checkpoint?> ReadAsync(string name, CancellationToken cancellationToken);
}
