using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Secrets;

/// <summary>The secrets that one job asks for, and for whom it is: what a source decides by.</summary>
public sealed record SecretRequest
{
    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Its group.</summary>
    public required JobGroupId GroupId { get; init; }

    /// <summary>The queue that it waited in.</summary>
    public required string Queue { get; init; }

    /// <summary>The names that the job carries, each once; at least one.</summary>
    public required IReadOnlyList<string> Names { get; init; }
}
