using Pudding.Jobs;

namespace Pudding.Workers;

/// <summary>How an attempt ended, as its worker reports it.</summary>
public sealed record JobResult
{
    /// <summary>The right under which it ran.</summary>
    public required LeaseKey Lease { get; init; }

    /// <summary>How it ended.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>How long it ran, by the worker's monotonic clock; not below zero, at most a year.</summary>
    public required TimeSpan RanFor { get; init; }
}
