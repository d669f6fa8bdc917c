namespace Pudding.Workers;

/// <summary>On which terms a worker works, where the farm says so: a host elsewhere knows its own settings best.</summary>
public sealed record WorkerTerms
{
    /// <summary>How many jobs it runs at once; no more than it has offered.</summary>
    public required int Slots { get; init; }

    /// <summary>How often it reports when nothing happens.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>The time before the end of its lease at which it stops a job that it can't renew.</summary>
    public required TimeSpan LeaseMargin { get; init; }
}
