using Pudding.Jobs;

namespace Pudding.Tests.Faults.Checks;

/// <summary>What is known of a group from its events.</summary>
internal sealed class GroupLife
{
    public List<JobLife> Jobs { get; } = [];

    public required NewGroupTerms Terms { get; init; }

    public bool IsFinished { get; set; }

    public int Count(JobState state) => Jobs.Count(job => job.State == state);

    /// <summary>What was agreed of it.</summary>
    public sealed record NewGroupTerms(string Name, bool FailFast, string? SupersedeKey, bool SupersedeRunning);
}
