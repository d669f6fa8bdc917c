using Pudding.Jobs;

namespace Pudding.Workers;

/// <summary>What a registration must be.</summary>
internal static class RegistrationRules
{
    private const int MaxWorkerIdLength = 200;

    public static IEnumerable<string> Check(WorkerRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        if (string.IsNullOrWhiteSpace(registration.WorkerId) || registration.WorkerId.Length > MaxWorkerIdLength)
            yield return $"{nameof(registration.WorkerId)}: it has 1 to {MaxWorkerIdLength} characters.";
        if (registration.InstanceId is { } instance && (string.IsNullOrWhiteSpace(instance) || instance.Length > MaxWorkerIdLength))
            yield return $"{nameof(registration.InstanceId)}: it has 1 to {MaxWorkerIdLength} characters, or is left out.";
        if (registration.Slots < 1)
            yield return $"{nameof(registration.Slots)}: {registration.Slots} is less than 1.";
        if (registration.Queues is not { Count: > 0 })
            yield return $"{nameof(registration.Queues)}: there is none; name at least one queue.";
        foreach (var queue in registration.Queues ?? [])
        {
            if (QueueName.Check(queue) is { } error)
                yield return $"{nameof(registration.Queues)}: {error}";
        }
    }
}
