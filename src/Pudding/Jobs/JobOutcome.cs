using System.Diagnostics.CodeAnalysis;

namespace Pudding.Jobs;

/// <summary>How one attempt at a job ended, as a handler says it: a closed set of values, never an exception.</summary>
public sealed record JobOutcome
{
    /// <summary>The longest <see cref="Delay"/>: 30 days.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(30);

    internal const int MaxReasonLength = 2000;

    private JobOutcome(JobOutcomeKind kind, string? reason = null, TimeSpan delay = default)
    {
        Kind = kind;
        Reason = reason;
        Delay = delay;
    }

    /// <summary>The job did what it should.</summary>
    public static JobOutcome Succeeded { get; } = new(JobOutcomeKind.Succeeded);

    /// <summary>The job stopped because it was asked to.</summary>
    public static JobOutcome Cancelled { get; } = new(JobOutcomeKind.Cancelled);

    /// <summary>Which of them.</summary>
    public JobOutcomeKind Kind { get; }

    /// <summary>Why: always there for failures of any kind, perhaps for a requeue.</summary>
    public string? Reason { get; }

    /// <summary>How long a requeued job waits at least; zero otherwise.</summary>
    public TimeSpan Delay { get; }

    /// <summary>Whether the job failed: by its handler's word, or because it ran longer than it may.</summary>
    [MemberNotNullWhen(true, nameof(Reason))]
    public bool IsFailure => Kind is JobOutcomeKind.Failed or JobOutcomeKind.TimedOut;

    /// <summary>The job did not do what it should. It is tried again while attempts are left.</summary>
    /// <param name="reason">For people: what went wrong. Longer than 2,000 characters is cut.</param>
    public static JobOutcome Failed(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new JobOutcome(JobOutcomeKind.Failed, Cut(reason));
    }

    /// <summary>The job ran longer than it may, and was stopped. It is tried again while attempts are left. A worker says so by itself; a handler that keeps
    /// the time-out on its own may.</summary>
    /// <param name="reason">For people. Longer than 2,000 characters is cut.</param>
    public static JobOutcome TimedOut(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new JobOutcome(JobOutcomeKind.TimedOut, Cut(reason));
    }

    /// <summary>The machine failed, not the job: a full disk, a lost mount, a service that every job needs. The job is tried again after its back-off; it counts against
    /// its infrastructure losses, not against its attempts, and speaks against the worker.</summary>
    /// <param name="reason">For people: what is wrong with the machine. Longer than 2,000 characters is cut.</param>
    public static JobOutcome InfrastructureFailed(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new JobOutcome(JobOutcomeKind.InfrastructureFailed, Cut(reason));
    }

    /// <summary>The job goes back to its queue: nothing is held against it, and the attempt doesn't count.</summary>
    /// <param name="delay">How long it waits at least; at most <see cref="MaxDelay"/>. A worker makes it a second at least for what a
    /// handler returns.</param>
    /// <param name="reason">For people: why.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative or too long.</exception>
    public static JobOutcome Requeue(TimeSpan delay, string? reason = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, MaxDelay);
        return new JobOutcome(JobOutcomeKind.Requeue, reason is null ? null : Cut(reason), delay);
    }

    /// <summary>The same for another reason.</summary>
    internal JobOutcome WithReason(string reason) => new(Kind, Cut(reason), Delay);

    private static string Cut(string reason) => reason.Length <= MaxReasonLength ? reason : string.Concat(reason.AsSpan(0, MaxReasonLength - 1), "…");
}
