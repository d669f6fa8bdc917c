using Pudding.Jobs;

namespace Pudding.Workers;

/// <summary>What a registration must be.</summary>
internal static class RegistrationRules
{
    /// <summary>Far beyond any machine; a larger number is a mistake.</summary>
    public const int MaxSlots = 10_000;

    private const int MaxWorkerIdLength = 200;

    public static IEnumerable<string> Check(WorkerRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        if (CheckId(registration.WorkerId) is { } wrongId)
            yield return $"{nameof(registration.WorkerId)}: {wrongId}";
        if (registration.InstanceId is { } instance && (string.IsNullOrWhiteSpace(instance) || instance.Length > MaxWorkerIdLength))
            yield return $"{nameof(registration.InstanceId)}: it has 1 to {MaxWorkerIdLength} characters, or is left out.";
        if (registration.Slots is < 1 or > MaxSlots)
            yield return $"{nameof(registration.Slots)}: {registration.Slots} is not from 1 to {MaxSlots}.";
        if (registration.Queues is not { Count: > 0 })
            yield return $"{nameof(registration.Queues)}: there is none; name at least one queue.";
        foreach (var queue in registration.Queues ?? [])
        {
            if (QueueName.Check(queue) is { } error)
                yield return $"{nameof(registration.Queues)}: {error}";
        }
    }

    /// <summary>What is wrong with a worker's id; <c>null</c> when nothing is.</summary>
    public static string? CheckId(string? workerId) =>
        string.IsNullOrWhiteSpace(workerId) || workerId.Length > MaxWorkerIdLength ? $"it has 1 to {MaxWorkerIdLength} characters." : null;
}
