namespace Pudding.Tests.Scheduling.Properties;

internal sealed class FarmWorker(IReadOnlyList<AccountQueue> queues, long heartbeat)
{
    public IReadOnlyList<AccountQueue> Queues { get; } = queues;

    /// <summary>How often it says what its jobs have used; zero for never before they end.</summary>
    public long Heartbeat { get; } = heartbeat;

    /// <summary>Whether it gets jobs only at a heartbeat.</summary>
    public bool WaitsForHeartbeat { get; init; }

    public int Slots { get; set; }

    public List<AccountJob> Jobs { get; } = [];
}
