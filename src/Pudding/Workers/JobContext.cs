using Pudding.Jobs;
using Pudding.Secrets;
using Pudding.Tenants;

namespace Pudding.Workers;

/// <summary>One attempt at a job, as its handler sees it.</summary>
public sealed class JobContext
{
    private readonly Func<TimeSpan> _leaseRemaining;

    /// <summary>Makes a context; a worker does it for each attempt, a test of a handler for itself.</summary>
    /// <param name="assignment">The job as it was assigned.</param>
    /// <param name="services">The services of the job's scope.</param>
    /// <param name="log">The job's log.</param>
    /// <param name="leaseRemaining">How long the lease still holds, asked whenever a handler does.</param>
    public JobContext(JobAssignment assignment, IServiceProvider services, IJobLog log, Func<TimeSpan> leaseRemaining)
    {
        Assignment = assignment;
        _leaseRemaining = leaseRemaining;
        Services = services;
        Log = log;
    }

    /// <summary>Names the job.</summary>
    public JobId Id => Assignment.JobId;

    /// <summary>Names its group.</summary>
    public JobGroupId GroupId => Assignment.GroupId;

    /// <summary>Who the work is for.</summary>
    public TenantPath Tenant => Assignment.Tenant;

    /// <summary>The queue that it waited in.</summary>
    public string Queue => Assignment.Queue;

    /// <summary>For people.</summary>
    public string? Name => Assignment.Name;

    /// <summary>What to work on.</summary>
    public JobPayload Payload => Assignment.Payload;

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt => Assignment.Attempt;

    /// <summary>How long the attempt may run; the worker enforces it.</summary>
    public TimeSpan Timeout => Assignment.Timeout;

    /// <summary>The secrets that the job has named, all of them. In its log and in the reason of its outcome they are masked.</summary>
    public JobSecrets Secrets => Assignment.Secrets;

    /// <summary>The assignment that this attempt answers.</summary>
    public JobAssignment Assignment { get; }

    /// <summary>The services of this job's scope.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The job's log. Writing to it never waits for the store.</summary>
    public IJobLog Log { get; }

    /// <summary>How long the job's lease still holds, by this worker's own monotonic clock: grows with each renewal, never below zero. A handler
    /// that starts processes passes it on to whatever kills them when this worker no longer can.</summary>
    public TimeSpan LeaseRemaining => _leaseRemaining();
}
