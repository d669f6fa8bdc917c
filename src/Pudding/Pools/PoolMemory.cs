using System.Text.Json;
using Pudding.Storage;

namespace Pudding.Pools;

/// <summary>Where the wishes of a pool are kept.</summary>
internal sealed class PoolMemory(ICheckpointStore checkpoints, string pool)
{
    private readonly string _name = $"pudding.pool.{pool}";

    /// <exception cref="JsonException">It can't be read: better to stand still than to forget instances.</exception>
    public async ValueTask<PoolRecord> ReadAsync(CancellationToken cancellationToken) =>
        await checkpoints.ReadAsync(_name, cancellationToken).ConfigureAwait(false) is { } checkpoint
            ? JsonSerializer.Deserialize(checkpoint.Content.Span, PoolJsonContext.Default.PoolRecord) ?? new PoolRecord()
            : new PoolRecord();

    /// <returns>Whether it was saved: not when someone else schedules by now.</returns>
    public ValueTask<bool> SaveAsync(PoolRecord record, long epoch, CancellationToken cancellationToken) =>
        checkpoints.SaveAsync(_name, JsonSerializer.SerializeToUtf8Bytes(record, PoolJsonContext.Default.PoolRecord), epoch, cancellationToken);
}
