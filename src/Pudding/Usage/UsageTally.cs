namespace Pudding.Usage;

/// <summary>A record of usage while it is being counted.</summary>
internal sealed class UsageTally
{
    public TimeSpan SlotTime { get; set; }

    public int Peak { get; private set; }

    public int Enqueued { get; set; }

    public int Started { get; set; }

    public int Succeeded { get; set; }

    public int Failed { get; set; }

    public int Cancelled { get; set; }

    public int Lost { get; set; }

    public void Raise(int active) => Peak = Math.Max(Peak, active);

    public UsageRecord ToRecord(in UsageKey key) => new()
    {
        Tenant = key.Tenant,
        Queue = key.Queue,
        Period = key.Period,
        Start = key.Start,
        SlotTime = SlotTime,
        PeakConcurrency = Peak,
        Enqueued = Enqueued,
        Started = Started,
        Succeeded = Succeeded,
        Failed = Failed,
        Cancelled = Cancelled,
        Lost = Lost,
    };
}
