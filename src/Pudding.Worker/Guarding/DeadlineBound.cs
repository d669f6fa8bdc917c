namespace Pudding.Worker.Guarding;

/// <summary>Which of the two limits a deadline comes from.</summary>
internal enum DeadlineBound
{
    /// <summary>The time that the job may run.</summary>
    Timeout,

    /// <summary>The worker's right to the job.</summary>
    Lease,
}
