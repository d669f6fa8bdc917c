using Pudding.Events;
using Pudding.Health;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Tests.Health;

/// <summary>A book, and the events that it follows: one second after the other, of jobs that are named by numbers.</summary>
internal sealed class BookedJobs
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public BookedJobs(HealthOptions? options = null)
    {
        Options = options ?? new HealthOptions();
        Book = new HealthBook(Options);
    }

    public HealthOptions Options { get; }

    public HealthBook Book { get; }

    public DateTimeOffset Now { get; set; } = Start;

    /// <summary>The job is claimed for the worker.</summary>
    public BookedJobs Assign(int job, string worker, int? group = null, string? instance = null, string tenant = "org/a") => Follow(new JobAssigned
    {
        At = Now, JobId = IdOf(job), GroupId = GroupOf(group ?? job), Tenant = TenantPath.Parse(tenant), Queue = "linux", WorkerId = worker, InstanceId = instance,
    });

    /// <summary>The job goes back to its queue.</summary>
    public BookedJobs Requeue(int job, string worker, JobCause cause, int? group = null, string? instance = null, string tenant = "org/a") => Follow(new JobRequeued
    {
        At = Now, JobId = IdOf(job), GroupId = GroupOf(group ?? job), Tenant = TenantPath.Parse(tenant), Queue = "linux", WorkerId = worker, InstanceId = instance,
        Cause = cause, Reason = $"{job} was {cause}.", HeldFor = TimeSpan.FromSeconds(1),
    });

    /// <summary>The job is over; without a cause it has succeeded.</summary>
    public BookedJobs Finish(int job, string? worker, JobCause cause = JobCause.None, int? group = null, string? instance = null, string tenant = "org/a") => Follow(new JobFinished
    {
        At = Now, JobId = IdOf(job), GroupId = GroupOf(group ?? job), Tenant = TenantPath.Parse(tenant), Queue = "linux", WorkerId = worker, InstanceId = instance,
        State = cause switch
        {
            JobCause.None => JobState.Succeeded,
            JobCause.CancelRequested or JobCause.HandlerCancelled or JobCause.Superseded or JobCause.FailFast => JobState.Cancelled,
            _ => JobState.Failed,
        },
        Cause = cause, Reason = cause == JobCause.None ? null : $"{job} was {cause}.", HeldFor = worker is null ? null : TimeSpan.FromSeconds(1),
    });

    /// <summary>The job is claimed for the worker, and over.</summary>
    public BookedJobs Run(int job, string worker, JobCause cause = JobCause.None, int? group = null, string? instance = null, string tenant = "org/a") =>
        Assign(job, worker, group, instance, tenant).Finish(job, worker, cause, group, instance, tenant);

    public BookedJobs Change(CellKey cell, CellPhase from, CellPhase to) =>
        Follow(new CellChanged { At = Now, Cell = cell, From = from, To = to, Active = 0, Reason = "x", Actor = "ada" });

    public HealthEvidence Of(string worker) => Book.EvidenceOf(CellKey.Worker(worker));

    private static JobId IdOf(int job) => new(new Guid(job, 1, 0, new byte[8]));

    private static JobGroupId GroupOf(int group) => new(new Guid(group, 2, 0, new byte[8]));

    private BookedJobs Follow(PuddingEvent happened)
    {
        Book.Follow(happened);
        Now += TimeSpan.FromSeconds(1);
        return this;
    }
}
