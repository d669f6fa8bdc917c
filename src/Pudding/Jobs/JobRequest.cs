using System.Collections.ObjectModel;
using Pudding.Tenants;

namespace Pudding.Jobs;

/// <summary>A job to be enqueued.</summary>
public sealed record JobRequest
{
    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The class of capability that it needs. The queue must be known: see <c>AddQueue</c> and <c>AddWorker</c>.</summary>
    /// <value>None by default: the routing rules choose it by <see cref="Labels"/> and <see cref="Tenant"/>, or it is <c>PuddingOptions.DefaultQueue</c>.</value>
    public string? Queue { get; init; }

    /// <summary>What routing rules look at, for example <c>os</c> and <c>arch</c>. At most 50; keys and values have 1 to 100 characters, none a control character.
    /// Case doesn't matter, so keys must differ by more. They choose the queue and are not kept.</summary>
    /// <value>None by default.</value>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What the handler works on.</summary>
    /// <value>No bytes by default.</value>
    public JobPayload Payload { get; init; } = JobPayload.Empty;

    /// <summary>For people, for example <c>test (10.0, linux)</c>; at most 200 characters.</summary>
    /// <value>None by default.</value>
    public string? Name { get; init; }

    /// <summary>Order among the jobs of the same tenant: higher goes first. It gives nothing against other tenants.</summary>
    /// <value>0 by default.</value>
    public int Priority { get; init; }

    /// <summary>How long one attempt may run; then it is stopped and fails. Above zero.</summary>
    /// <value>None by default: <c>PuddingOptions.DefaultJobTimeout</c> applies.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often the job is tried when its handler reports failure. Losing a worker doesn't count.</summary>
    /// <value>1 by default.</value>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>How long it waits between attempts.</summary>
    /// <value>10 s by default, doubling up to an hour, with a little jitter.</value>
    public RetryBackoff Backoff { get; init; } = new();

    /// <summary>How often it may be lost with its worker (or be ended by a failure of the machine); once more, and it fails.</summary>
    /// <value>None by default: <c>PuddingOptions.MaxInfrastructureLosses</c> applies.</value>
    public int? MaxInfrastructureLosses { get; init; }

    /// <summary>It doesn't start before this, by the store's clock. A time that is past means at once; at most a year ahead of the host's clock.</summary>
    /// <value>None by default: it may start at once.</value>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How long it may wait, from when it was enqueued (or from <see cref="NotBefore"/>), until it starts for the first time; then it fails. Above zero.</summary>
    /// <value>None by default: it waits for ever.</value>
    public TimeSpan? MaxQueueTime { get; init; }

    /// <summary>The names of the secrets that it needs, each of 1 to 100 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, and each once; at most 50. Never their
    /// values: those come from the host's source (<c>UseSecretSource</c>) when the job is handed to a worker, and are stored nowhere.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
