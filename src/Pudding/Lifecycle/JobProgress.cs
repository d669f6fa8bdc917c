using Pudding.Jobs;

namespace Pudding.Lifecycle;

/// <summary>What changes in a job as it lives. <see cref="JobTransitions"/> says how.</summary>
public readonly record struct JobProgress
{
    /// <summary>A job that was just enqueued.</summary>
    public static JobProgress Enqueued { get; } = new() { State = JobState.Pending };

    /// <summary>Where it is in its life.</summary>
    public required JobState State { get; init; }

    /// <summary>Attempts that have begun and that count.</summary>
    public int Attempt { get; init; }

    /// <summary>How often it was lost with its worker.</summary>
    public int InfrastructureLosses { get; init; }

    /// <summary>Whether its worker is to stop it.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Why it is in its state, for programs.</summary>
    public JobCause Cause { get; init; }

    /// <summary>Why it is in its state, for people.</summary>
    public string? Reason { get; init; }
}
