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

    /// <summary>Order among the jobs of the same tenant.</summary>
    public int Priority { get; init; }

    /// <summary>The names of the secrets that it needs. A store never sees a value.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>For people.</summary>
    public string? Name { get; init; }
}
