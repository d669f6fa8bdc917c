namespace Pudding.Lifecycle;

/// <summary>What a <see cref="JobStep"/> does to the job's place in the store.</summary>
public enum JobStepKind
{
    /// <summary>The job stays where it is: waiting, or on its worker.</summary>
    Stays = 0,

    /// <summary>It leaves its worker and goes back to its old place in the queue.</summary>
    Requeued = 1,

    /// <summary>It is over; it leaves its worker or the queue.</summary>
    Closed = 2,
}
