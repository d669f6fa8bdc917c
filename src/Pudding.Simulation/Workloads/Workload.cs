namespace Pudding.Simulation.Workloads;

/// <summary>Jobs over time, for example a history that was recorded. A value: it doesn't change.</summary>
public sealed class Workload
{
    /// <summary>Makes a workload.</summary>
    /// <param name="jobs">The jobs by their time of submission; those of one moment in the order in which they come.</param>
    /// <exception cref="ArgumentException">A job comes before the one in front of it, has no tenant, or a time below zero.</exception>
    public Workload(IReadOnlyList<WorkloadJob> jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        for (var i = 0; i < jobs.Count; i++)
        {
            if (jobs[i].Tenant.IsEmpty)
                throw new ArgumentException($"Job {i} has no tenant.", nameof(jobs));
            if (jobs[i].Runtime < TimeSpan.Zero)
                throw new ArgumentException($"Job {i} has a runtime below zero: {jobs[i].Runtime}.", nameof(jobs));
            if (jobs[i].SubmittedAt < (i == 0 ? TimeSpan.Zero : jobs[i - 1].SubmittedAt))
                throw new ArgumentException($"Job {i} is submitted at {jobs[i].SubmittedAt}, before the job in front of it or the beginning.", nameof(jobs));
        }

        Jobs = [.. jobs];
    }

    /// <summary>The jobs; a job is known by its place here.</summary>
    public IReadOnlyList<WorkloadJob> Jobs { get; }
}
