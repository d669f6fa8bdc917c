using Pudding.Simulation.Workloads;

namespace Pudding.Simulation.Replays;

/// <summary>What became of a workload: when each of its jobs started.</summary>
public sealed class Schedule
{
    internal Schedule(Workload workload, Scenario scenario, TimeSpan[] starts)
    {
        Workload = workload;
        Scenario = scenario;
        Starts = starts;
    }

    /// <summary>The workload.</summary>
    public Workload Workload { get; }

    /// <summary>The farm.</summary>
    public Scenario Scenario { get; }

    /// <summary>When each job started, by its place in the workload. A job that no limit ever lets start is never reached: replaying refuses it.</summary>
    public IReadOnlyList<TimeSpan> Starts { get; }

    /// <summary>How long a job waited.</summary>
    /// <param name="job">Its place in the workload.</param>
    public TimeSpan Wait(int job) => Starts[job] - Workload.Jobs[job].SubmittedAt;

    /// <summary>When a job ended.</summary>
    /// <param name="job">Its place in the workload.</param>
    public TimeSpan End(int job) => Starts[job] + Workload.Jobs[job].Runtime;
}
