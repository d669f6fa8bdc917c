using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>What to cancel: a whole group, or single jobs.</summary>
public sealed record CancelRequest
{
    /// <summary>The group; none when <see cref="Jobs"/> are given.</summary>
    public JobGroupId? Group { get; init; }

    /// <summary>The jobs; none when <see cref="Group"/> is given.</summary>
    public IReadOnlyList<JobId> Jobs { get; init; } = [];

    /// <summary>Whether jobs that a worker has are left alone.</summary>
    public bool OnlyWaiting { get; init; }

    /// <summary>For people: who and why.</summary>
    public required string Reason { get; init; }
}
