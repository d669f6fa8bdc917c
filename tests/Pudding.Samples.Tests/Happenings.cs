using Pudding.Events;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Samples.Tests;

/// <summary>Makes events of one small farm, at seconds after its start.</summary>
internal static class Happenings
{
    public static DateTimeOffset Start { get; } = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static JobId Job(int number) => new(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static WorkerConnected Connected(string worker, int slots) =>
        new() { At = Start, WorkerId = worker, Queues = ["linux"], Slots = slots };

    public static JobEnqueued Enqueued(string project, int job) =>
        new() { At = Start, JobId = Job(job), GroupId = default, Tenant = TenantPath.Parse(project), Queue = "linux", JobName = $"job {job}" };

    public static JobAssigned Assigned(string project, int job, string worker, double at) => new()
    {
        At = At(at), JobId = Job(job), GroupId = default, Tenant = TenantPath.Parse(project), Queue = "linux", JobName = $"job {job}", WorkerId = worker,
    };

    public static JobStarted Started(string project, int job, string worker, double at) => new()
    {
        At = At(at), JobId = Job(job), GroupId = default, Tenant = TenantPath.Parse(project), Queue = "linux", JobName = $"job {job}", WorkerId = worker, Attempt = 1,
        Waited = TimeSpan.Zero,
    };

    public static JobRequeued Requeued(string project, int job, double at) => new()
    { Cause = JobCause.LeaseExpired, HeldFor = TimeSpan.Zero, WorkerId = "w",
        At = At(at), JobId = Job(job), GroupId = default, Tenant = TenantPath.Parse(project), Queue = "linux", JobName = $"job {job}", Reason = "worker lost",
    };

    public static JobFinished Finished(string project, int job, double at, double waited, double ran, JobState state = JobState.Succeeded, string? reason = null) => new()
    {
        At = At(at), JobId = Job(job), GroupId = default, Tenant = TenantPath.Parse(project), Queue = "linux", JobName = $"job {job}", State = state, Reason = reason,
        WorkerId = "one", Waited = TimeSpan.FromSeconds(waited), RanFor = TimeSpan.FromSeconds(ran),
    };

    public static JobFinished CancelledBeforeStart(string project, int job, double at) => new()
    {
        At = At(at), JobId = Job(job), GroupId = default, Tenant = TenantPath.Parse(project), Queue = "linux", JobName = $"job {job}",
        State = JobState.Cancelled, Reason = "interrupted",
    };
}
