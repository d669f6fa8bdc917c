namespace Pudding.Workers;

/// <summary>How to drain a worker or an instance.</summary>
public sealed record DrainRequest
{
    /// <summary>Why, for people; at most 1,000 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>Who; at most 200 characters.</summary>
    public required string Actor { get; init; }

    /// <summary>How long it may take, from the call on.</summary>
    /// <value>None by default: as long as the jobs do.</value>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Whether what still runs at the deadline is interrupted: the worker or instance is retired by force, and its jobs go back to their queue; that counts as an
    /// infrastructure loss of theirs.</summary>
    /// <value><c>false</c> by default: they go on, and <see cref="DrainOutcome.Jobs"/> says which.</value>
    public bool InterruptAtDeadline { get; init; }

    /// <summary>Told at once, whenever a job has ended, and now and then in between.</summary>
    /// <value>Nobody by default.</value>
    public IProgress<DrainProgress>? Progress { get; init; }
}
