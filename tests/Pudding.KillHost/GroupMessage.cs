using Pudding.Jobs;

namespace Pudding.KillHost;

internal sealed record GroupMessage(Guid Id, bool IsOver, IReadOnlyList<JobStateMessage> Jobs)
{
    public static GroupMessage Of(JobGroup group) =>
        new(group.Id.Value, group.IsFinal, [.. group.Jobs.Select(static job => new JobStateMessage(job.Id.Value, job.State))]);
}
