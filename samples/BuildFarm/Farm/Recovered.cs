using Pudding.Jobs;
using Pudding.Pools;

namespace BuildFarm.Farm;

/// <summary>What a run has found of the one before it, which was killed.</summary>
/// <param name="Over">Jobs that are over.</param>
/// <param name="Running">Jobs that run on, on agents that are alive.</param>
/// <param name="Agents">Agents that are alive.</param>
/// <param name="Lost">Jobs whose agent is gone: they run again.</param>
/// <param name="Waiting">Jobs that wait.</param>
internal sealed record Recovered(int Over, int Running, int Agents, int Lost, int Waiting)
{
    public static Recovered Of(IEnumerable<JobGroup> groups, PoolStatus pool)
    {
        var alive = pool.Instances
            .Where(static instance => instance.ProviderId is not null && instance.Status is not (PoolInstanceStatus.Retired or PoolInstanceStatus.Gone))
            .Select(static instance => instance.InstanceId)
            .ToHashSet(StringComparer.Ordinal);
        var jobs = groups.SelectMany(static group => group.Jobs).ToList();
        var held = jobs.Where(static job => job.State is JobState.Assigned or JobState.Running).ToList();
        var running = held.Count(job => alive.Contains(job.WorkerId ?? "")); // an instance's worker has its name
        return new Recovered(
            jobs.Count(static job => job.State.IsFinal()), running, alive.Count, held.Count - running, jobs.Count(static job => job.State == JobState.Pending));
    }
}
