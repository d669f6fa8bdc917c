using Pudding.Scheduling;

namespace Pudding.Simulation.Replays;

/// <summary>The farm on which a workload is replayed.</summary>
public sealed record Scenario
{
    /// <summary>How many jobs run at once in all; at least one.</summary>
    public required int Slots { get; init; }

    /// <summary>The scheduler: its order, the tenants' policies.</summary>
    /// <value>The defaults of <see cref="FairSchedulerOptions"/>, with a limit of 5 for each project.</value>
    public FairSchedulerOptions Scheduler { get; init; } = new();

    /// <summary>How often running jobs are charged for what they have used.</summary>
    /// <value>30 s by default.</value>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(30);
}
