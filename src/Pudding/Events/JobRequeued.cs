using Pudding.Jobs;

namespace Pudding.Events;

/// <summary>A job went back to its queue.</summary>
public sealed record JobRequeued : JobEvent
{
    /// <summary>Why, for programs.</summary>
    public required JobCause Cause { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>The worker that it left.</summary>
    public required string WorkerId { get; init; }

    /// <summary>The instance that the worker runs on, if any.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The attempt that has ended, whether or not it counts; 0 when none had begun.</summary>
    public int Attempt { get; init; }

    /// <summary>How long it occupied its slot, from the claim on.</summary>
    public required TimeSpan HeldFor { get; init; }

    /// <summary>How long it waits at least before it may start again; zero for not at all.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether it was lost with its worker, or the machine failed, rather than given back or tried again.</summary>
    public bool WasLost => Cause is JobCause.LeaseExpired or JobCause.Interrupted or JobCause.InfrastructureFailed;
}
