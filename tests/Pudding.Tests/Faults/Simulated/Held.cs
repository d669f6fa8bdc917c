using Pudding.Jobs;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Simulated;

/// <summary>A job on a worker.</summary>
/// <param name="assignment">What it was handed.</param>
internal sealed class Held(JobAssignment assignment)
{
    public JobAssignment Assignment => assignment;

    public LeaseKey Lease => assignment.Lease;

    /// <summary>Until when the lease counts, by the worker's clock.</summary>
    public TimeSpan Until { get; set; }

    public TimeSpan StartedAt { get; init; }

    public bool IsStopping { get; set; }

    public JobOutcome Outcome { get; set; } = JobOutcome.Succeeded;
}
