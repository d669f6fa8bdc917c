using Pudding.Workers;

namespace Pudding.Tests.Faults.Checks;

/// <summary>What is known of a worker's newest session.</summary>
internal sealed class Session(WorkerRegistration registration, long session)
{
    public WorkerRegistration Registration => registration;

    /// <summary>0 when it was ended.</summary>
    public long Number { get; set; } = session;

    public long Sequence { get; set; }

    /// <summary>Slots that may still be filled: what the newest heartbeat offered, less what was claimed since.</summary>
    public int Offered { get; set; }
}
