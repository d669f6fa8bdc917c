using System.Text.Json;
using Microsoft.Extensions.Logging;
using Pudding.Scheduling.Snapshots;
using Pudding.Storage;

namespace Pudding.Dispatch;

/// <summary>Hands on who has used how much from one scheduling host to the next, so that a restart is nobody's gain. Losing it costs fairness for a while, never
/// a job.</summary>
internal sealed class FairnessMemory(ICheckpointStore checkpoints, ILogger<FairnessMemory> logger)
{
    private const string Name = "pudding.fairness";

    /// <returns>What the last scheduling host has left, and how old it is; nothing when there is none that can be read.</returns>
    public async ValueTask<(SchedulerSnapshot Snapshot, TimeSpan Age)?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await checkpoints.ReadAsync(Name, cancellationToken).ConfigureAwait(false) is not { } checkpoint)
            return null;
        try
        {
            var snapshot = JsonSerializer.Deserialize(checkpoint.Content.Span, FairnessJsonContext.Default.SchedulerSnapshot)
                ?? throw new JsonException("It is null.");
            if (snapshot.Validate().FirstOrDefault() is { } error)
                throw new JsonException(error);
            return (snapshot, checkpoint.Age > TimeSpan.Zero ? checkpoint.Age : TimeSpan.Zero);
        }
        catch (JsonException exception)
        {
            Log.FairnessForgotten(logger, exception);
            return null;
        }
    }

    /// <returns>Whether it was saved: not when someone else schedules by now.</returns>
    public ValueTask<bool> SaveAsync(SchedulerSnapshot snapshot, long epoch, CancellationToken cancellationToken) =>
        checkpoints.SaveAsync(Name, JsonSerializer.SerializeToUtf8Bytes(snapshot, FairnessJsonContext.Default.SchedulerSnapshot), epoch, cancellationToken);
}
