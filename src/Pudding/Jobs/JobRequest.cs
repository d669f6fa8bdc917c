using Pudding.Tenants;

namespace Pudding.Jobs;

/// <summary>A job to be enqueued.</summary>
public sealed record JobRequest
{
    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The class of capability that it needs. The queue must be known: see <c>AddQueue</c> and <c>AddWorker</c>.</summary>
    public required string Queue { get; init; }

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

    /// <summary>The names of the secrets that it needs, each of 1 to 100 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, and each once; at most 50. Never their
    /// values: those come from the host's source (<c>UseSecretSource</c>) when the job is handed to a worker, and are stored nowhere.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
