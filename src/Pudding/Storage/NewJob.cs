using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary>A job to be written; validated, with its id and every default filled in.</summary>
public sealed record NewJob
{
    /// <summary>Names the job.</summary>
    public required JobId Id { get; init; }

    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The class of capability that it needs.</summary>
    public required string Queue { get; init; }

    /// <summary>What the handler works on.</summary>
    public required JobPayload Payload { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often it is tried when its handler reports failure.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>How often it may be lost with its worker; once more, and it fails.</summary>
    public required int MaxInfrastructureLosses { get; init; }

    /// <summary>How long it waits between attempts.</summary>
    public RetryBackoff Backoff { get; init; } = RetryBackoff.None;

    /// <summary>It doesn't start before this; none for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How long it may wait, from enqueueing or from <see cref="NotBefore"/>, until it starts for the first time; none for ever.</summary>
    public TimeSpan? MaxQueueTime { get; init; }

    /// <summary>The job that it runs again; none for a job of its own.</summary>
    public JobId? RerunOf { get; init; }

    /// <summary>Order among the jobs of the same tenant.</summary>
    public int Priority { get; init; }

    /// <summary>The names of the secrets that it needs. A store never sees a value.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>For people.</summary>
    public string? Name { get; init; }
}
