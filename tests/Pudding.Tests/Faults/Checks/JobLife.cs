using Pudding.Jobs;

namespace Pudding.Tests.Faults.Checks;

/// <summary>What is known of a job from its events.</summary>
internal sealed class JobLife(Job job)
{
    /// <summary>As it was enqueued.</summary>
    public Job Job => job;

    public JobId Id => job.Id;

    public JobState State { get; set; } = JobState.Pending;

    public int Attempts { get; set; }

    public int Losses { get; set; }

    public JobCause? CancelCause { get; set; }

    public bool HasStarted { get; set; }

    public string? Worker { get; set; }

    public long Token { get; set; }

    public bool WasDelivered { get; set; }

    public TimeSpan ReadyAt { get; set; }

    public TimeSpan QueueUntil { get; set; } = TimeSpan.MaxValue;

    public TimeSpan LeaseFrom { get; set; }

    public TimeSpan LeaseDuration { get; set; }

    public TimeSpan StartedAt { get; set; }

    public TimeSpan CancelAskedAt { get; set; }

    public bool IsActive => State is JobState.Assigned or JobState.Running;

    public bool IsOver => State.IsFinal();
}
