namespace Pudding.Jobs;

/// <summary>How a group ended.</summary>
public sealed record JobGroupOutcome
{
    /// <summary>The group with every job in its final state.</summary>
    public required JobGroup Group { get; init; }

    /// <summary><see cref="JobState.Failed"/> if a job failed, else <see cref="JobState.Cancelled"/> if one was cancelled, else
    /// <see cref="JobState.Succeeded"/>.</summary>
    public JobState State =>
        Any(JobState.Failed) ? JobState.Failed :
        Any(JobState.Cancelled) ? JobState.Cancelled : JobState.Succeeded;

    /// <summary>Whether every job succeeded.</summary>
    public bool Succeeded => State == JobState.Succeeded;

    private bool Any(JobState state) => Group.Jobs.Any(job => job.State == state);
}
