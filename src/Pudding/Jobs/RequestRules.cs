using Pudding.Hosting;
using Pudding.Routing;
using Pudding.Secrets;

namespace Pudding.Jobs;

/// <summary>What a request must be. Every error begins with the field that it is about.</summary>
internal static class RequestRules
{
    private const int MaxNameLength = 200;

    private static readonly TimeSpan MaxQueueTime = TimeSpan.FromDays(365);

    public static List<string> Check(JobGroupRequest request, PuddingOptions options, IJobRouter router)
    {
        var errors = new List<string>();
        if (request.Jobs is not { Count: > 0 })
            errors.Add("Jobs: there is none; a group has at least one job.");
        else if (request.Jobs.Count > options.MaxJobsPerGroup)
            errors.Add($"Jobs: {request.Jobs.Count} are more than the {options.MaxJobsPerGroup} that a group may have (PuddingOptions.MaxJobsPerGroup).");
        if (request.Name?.Length > MaxNameLength)
            errors.Add($"Name: it has more than {MaxNameLength} characters.");
        if (request.IdempotencyKey is { } key && (string.IsNullOrWhiteSpace(key) || key.Length > MaxNameLength))
            errors.Add($"IdempotencyKey: it has 1 to {MaxNameLength} characters, or is left out.");
        if (request.SupersedeKey is { } supersede && (string.IsNullOrWhiteSpace(supersede) || supersede.Length > MaxNameLength))
            errors.Add($"SupersedeKey: it has 1 to {MaxNameLength} characters, or is left out.");
        if (request.SupersedeRunning && request.SupersedeKey is null)
            errors.Add("SupersedeRunning: it says nothing without SupersedeKey.");
        if (errors.Count > 0)
            return errors;

        for (var i = 0; i < request.Jobs!.Count; i++)
        {
            if (request.Jobs[i] is not { } job)
                errors.Add($"Jobs[{i}]: it is null.");
            else
                errors.AddRange(Check(job, options, router).Select(error => $"Jobs[{i}].{error}"));
        }

        if (request.SupersedeKey is not null && request.Jobs.Any(job => job is not null && job.Tenant != request.Jobs[0]?.Tenant))
            errors.Add("SupersedeKey: the jobs are of several tenants; a group with a key is of one.");
        return errors;
    }

    private static IEnumerable<string> Check(JobRequest job, PuddingOptions options, IJobRouter router)
    {
        if (job.Tenant.IsEmpty)
            yield return "Tenant: it is empty; a tenant path has one to three names, for example 'rails/rails'.";
        var labelErrors = LabelRules.Check(job.Labels).ToList();
        foreach (var labelError in labelErrors)
            yield return labelError;
        if (job.Queue is { } queue)
        {
            if (QueueName.Check(queue) is { } error)
                yield return $"Queue: {error}";
            else if (!options.Queues.Contains(queue))
                yield return $"Queue: '{queue}' is unknown; {KnownQueues(options)}";
        }
        else if (!job.Tenant.IsEmpty && labelErrors.Count == 0 && router.Route(job.Tenant, job.Labels) is { Queue: null } nowhere)
        {
            yield return $"Queue: {nowhere.ToRefusal()}";
        }

        if (job.Payload is null)
            yield return "Payload: it is null; use JobPayload.Empty for none.";
        else if (job.Payload.Bytes.Length > options.MaxPayloadBytes)
            yield return $"Payload: its {job.Payload.Bytes.Length} bytes are more than the {options.MaxPayloadBytes} that are allowed (PuddingOptions.MaxPayloadBytes); pass a reference to what is large.";
        else if (string.IsNullOrWhiteSpace(job.Payload.ContentType) || job.Payload.ContentType.Length > MaxNameLength)
            yield return $"Payload.ContentType: it has 1 to {MaxNameLength} characters.";
        if (job.Name?.Length > MaxNameLength)
            yield return $"Name: it has more than {MaxNameLength} characters.";
        if (job.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > PuddingOptions.MaxJobTimeout))
            yield return $"Timeout: {timeout} is not above zero and at most {PuddingOptions.MaxJobTimeout.TotalDays:0} days; leave it out for the default.";
        if (job.MaxAttempts < 1)
            yield return $"MaxAttempts: {job.MaxAttempts} is less than 1.";
        if (job.MaxInfrastructureLosses < 0)
            yield return $"MaxInfrastructureLosses: {job.MaxInfrastructureLosses} is below zero.";
        if (job.MaxQueueTime is { } queueTime && (queueTime <= TimeSpan.Zero || queueTime > MaxQueueTime))
            yield return $"MaxQueueTime: {queueTime} is not above zero and at most {MaxQueueTime.TotalDays:0} days; leave it out to wait for ever.";
        if (job.Backoff is null)
            yield return "Backoff: it is null; use RetryBackoff.None for none.";
        else
        {
            foreach (var wrong in job.Backoff.Validate())
                yield return $"Backoff.{wrong}";
        }
        foreach (var wrong in SecretName.Check(job.Secrets, options.HasSecretSource))
            yield return wrong;
    }

    /// <summary>For the end of a message about an unknown queue.</summary>
    public static string KnownQueues(PuddingOptions options) => options.Queues.Count == 0
        ? "no queue is known: call AddQueue, or AddWorker on this host."
        : $"known are {string.Join(", ", options.Queues.Order(StringComparer.Ordinal))} (call AddQueue for another).";
}
