namespace Pudding.Jobs;

/// <summary>Questions about a <see cref="JobState"/>.</summary>
public static class JobStateExtensions
{
    /// <summary>Whether the job is over: its state never changes again.</summary>
    public static bool IsFinal(this JobState state) => state is JobState.Succeeded or JobState.Failed or JobState.Cancelled;

    /// <summary>Whether the job occupies a slot: it counts against every limit of its tenant's path.</summary>
    public static bool IsActive(this JobState state) => state is JobState.Assigned or JobState.Running;
}
