using Pudding.Hosting;
using Pudding.Storage;

namespace Pudding.Jobs;

/// <summary>Jobs that are run again as others, since final states never change: copies with the same terms, in a new group.</summary>
internal static class Rerun
{
    public static bool Covers(RerunScope scope, JobState state) => scope switch
    {
        RerunScope.Failed => state == JobState.Failed,
        RerunScope.FailedOrCancelled => state is JobState.Failed or JobState.Cancelled,
        _ => state.IsFinal(),
    };

    /// <summary>A group that runs some jobs of another again. It keeps what the group was but not its supersede key: running something old again must not cancel
    /// what is newer.</summary>
    public static NewJobGroup Of(JobGroup group, IReadOnlyList<Job> jobs, JobGroupId id, IIdSource ids) => new()
    {
        Id = id,
        Name = group.Name,
        FailFast = group.FailFast,
        RerunOf = group.Id,
        Fingerprint = RequestFingerprint.OfRerun(group.Id, jobs),
        Jobs = [.. jobs.Select(job => Copy(job, new JobId(ids.Next())))],
    };

    /// <summary>The same work on the same terms; when it may start is no term: that time is past.</summary>
    private static NewJob Copy(Job job, JobId id) => new()
    {
        Id = id,
        Tenant = job.Tenant,
        Queue = job.Queue,
        Payload = job.Payload,
        Name = job.Name,
        Priority = job.Priority,
        Timeout = job.Timeout,
        MaxAttempts = job.MaxAttempts,
        Backoff = job.Backoff,
        MaxInfrastructureLosses = job.MaxInfrastructureLosses,
        MaxQueueTime = job.MaxQueueTime,
        Secrets = job.Secrets,
        RerunOf = job.Id,
    };
}
