using Pudding.Jobs;
using Pudding.Secrets;
using Pudding.Tenants;

namespace Pudding.Workers;

/// <summary>A job handed to a worker: everything that it needs to run it, and its right to.</summary>
public sealed record JobAssignment
{
    /// <summary>The right to the job, quoted in every renewal and in the result.</summary>
    public required LeaseKey Lease { get; init; }

    /// <summary>Names the job.</summary>
    public JobId JobId => Lease.JobId;

    /// <summary>Names its group.</summary>
    public required JobGroupId GroupId { get; init; }

    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The queue that it waited in.</summary>
    public required string Queue { get; init; }

    /// <summary>What to work on.</summary>
    public required JobPayload Payload { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>How long the attempt may run; the worker enforces it.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How long the lease holds from each renewal.</summary>
    public required TimeSpan LeaseDuration { get; init; }

    /// <summary>How long the lease still holds, by the store's clock, as the assignment is delivered: delivering doesn't renew it.</summary>
    public required TimeSpan LeaseRemaining { get; init; }

    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>The names of the secrets that the job needs.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<string> SecretNames { get; init; } = [];

    /// <summary>The values of <see cref="SecretNames"/>. A store doesn't know them; they are filled in on the way to the worker.</summary>
    /// <value>None by default.</value>
    public JobSecrets Secrets { get; init; } = JobSecrets.None;

    /// <summary>Those of <see cref="SecretNames"/> that <see cref="Secrets"/> lacks. A worker doesn't run such a job: it fails.</summary>
    public IReadOnlyList<string> MissingSecrets => [.. SecretNames.Where(name => !Secrets.TryGet(name, out _))];
}
