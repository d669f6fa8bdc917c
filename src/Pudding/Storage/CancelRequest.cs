using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>What to cancel: a whole group, or one job.</summary>
public sealed record CancelRequest
{
    /// <summary>The group; none when <see cref="Job"/> is given.</summary>
    public JobGroupId? Group { get; init; }

    /// <summary>The job; none when <see cref="Group"/> is given.</summary>
    public JobId? Job { get; init; }

    /// <summary>For people: who and why.</summary>
    public required string Reason { get; init; }
}
