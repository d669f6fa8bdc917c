namespace Pudding.Workers;

/// <summary>Why a worker stops a job before its end.</summary>
internal enum StopCause
{
    None = 0,

    /// <summary>Someone cancelled it.</summary>
    Cancelled,

    /// <summary>It ran longer than it may.</summary>
    TimedOut,

    /// <summary>The farm says that the lease is over.</summary>
    LeaseLost,

    /// <summary>The lease could not be renewed and is nearly over.</summary>
    LeaseRunsOut,

    /// <summary>The host stops and its patience is over.</summary>
    HostStops,
}
