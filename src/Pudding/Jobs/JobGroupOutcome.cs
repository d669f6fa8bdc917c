namespace Pudding.Jobs;

/// <summary>How a group ended.</summary>
public sealed record JobGroupOutcome
{
    /// <summary>The group with every job in its final state.</summary>
    public required JobGroup Group { get; init; }

    /// <summary><see cref="JobState.Failed"/> if a job failed, else <see cref="JobState.Cancelled"/> if one was cancelled, else
    /// <see cref="JobState.Succeeded"/>.</summary>
    public JobState State => StateOf(Count(JobState.Failed), Count(JobState.Cancelled));

    /// <summary>Whether every job succeeded.</summary>
    public bool Succeeded => State == JobState.Succeeded;

    /// <summary>How a group ended of whose jobs so many failed and were cancelled.</summary>
    public static JobState StateOf(int failed, int cancelled) =>
        failed > 0 ? JobState.Failed :
        cancelled > 0 ? JobState.Cancelled : JobState.Succeeded;

    private int Count(JobState state) => Group.Jobs.Count(job => job.State == state);
}
