using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>What became of an enqueue.</summary>
public sealed record EnqueueResult
{
    /// <summary>What happened.</summary>
    public required EnqueueStatus Status { get; init; }

    /// <summary>The group: new, or the one that was there; none when it was refused.</summary>
    public JobGroup? Group { get; init; }

    /// <summary>The groups that it has superseded; one that an older group had superseded already, but not ended, is among them again.</summary>
    public IReadOnlyList<JobGroupId> Superseded { get; init; } = [];

    /// <summary>For a refusal: the index in the request of the job that it is about; 0 when it is about the group.</summary>
    public int JobIndex { get; init; }

    /// <summary>For a refusal: why, for people.</summary>
    public string? Error { get; init; }
}
