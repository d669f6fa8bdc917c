using Pudding.Jobs;

namespace Pudding.Enrolment;

/// <summary>What tokens to be made must be. Every error begins with the field that it is about.</summary>
internal static class EnrolmentRules
{
    private const int MaxId = 200;
    private const int MaxPool = 100;
    private const int MaxUses = 10_000;
    private const int MaxQueues = 50;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static IEnumerable<string> Check(EnrolmentTokenRequest request)
    {
        if (QueueName.Check(request.Name) is not null)
            yield return $"{nameof(request.Name)}: '{request.Name}' is no name; it has 1 to 100 letters, digits, '.', '_', '-'.";
        if (CheckActor(request.Actor) is { } error)
            yield return $"{nameof(request.Actor)}: {error}";
        if (request.MaxUses is < 1 or > MaxUses)
            yield return $"{nameof(request.MaxUses)}: {request.MaxUses} is not from 1 to {MaxUses}.";
        if (request.Lifetime < Minute || request.Lifetime > TimeSpan.FromDays(365))
            yield return $"{nameof(request.Lifetime)}: {request.Lifetime} is not from a minute to 365 days.";
        foreach (var wrong in CheckGrant(request.Queues, request.Slots))
            yield return wrong;
    }

    public static IEnumerable<string> Check(BootTokenRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.InstanceId) || request.InstanceId.Length > MaxId)
            yield return $"{nameof(request.InstanceId)}: it has 1 to {MaxId} characters.";
        if (request.Pool is { } pool && (string.IsNullOrWhiteSpace(pool) || pool.Length > MaxPool))
            yield return $"{nameof(request.Pool)}: it has 1 to {MaxPool} characters, or is left out.";
        if (request.Lifetime < Minute || request.Lifetime > TimeSpan.FromDays(1))
            yield return $"{nameof(request.Lifetime)}: {request.Lifetime} is not from a minute to a day.";
        foreach (var wrong in CheckGrant(request.Queues, request.Slots))
            yield return wrong;
    }

    public static string? CheckActor(string? actor) =>
        string.IsNullOrWhiteSpace(actor) ? "it is missing." : actor.Length > MaxId ? $"it has {actor.Length} characters; at most {MaxId} are allowed." : null;

    private static IEnumerable<string> CheckGrant(IReadOnlyList<string>? queues, int slots)
    {
        if (slots < 1)
            yield return $"{nameof(WorkerGrant.Slots)}: {slots} is less than 1.";
        if (queues is not { Count: > 0 and <= MaxQueues })
            yield return $"{nameof(WorkerGrant.Queues)}: there are {queues?.Count ?? 0}; name 1 to {MaxQueues}.";
        foreach (var queue in queues ?? [])
        {
            if (QueueName.Check(queue) is { } error)
                yield return $"{nameof(WorkerGrant.Queues)}: {error}";
        }
    }
}
