namespace Pudding.AspNetCore;

/// <summary>The bounds of what workers send to this host. Checked when the host starts.</summary>
public sealed class WorkerEndpointOptions
{
    /// <summary>How long the answer to a heartbeat is held back at most while there is nothing to say, whatever the worker asks for; up to a minute. Less than what proxies on the way
    /// give a request.</summary>
    /// <value>50 s by default.</value>
    public TimeSpan MaxHold { get; set; } = TimeSpan.FromSeconds(50);

    /// <summary>The most bytes that a heartbeat may have; from 4 KiB to 64 MiB.</summary>
    /// <value>4 MiB by default.</value>
    public int MaxHeartbeatBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The most leases, and the most results, that a heartbeat may name; from 1 to 100,000.</summary>
    /// <value>1,000 by default.</value>
    public int MaxHeartbeatItems { get; set; } = 1000;

    /// <summary>The most bytes that a piece of a log may have; from 4 KiB to 64 MiB.</summary>
    /// <value>1 MiB by default.</value>
    public int MaxLogBytes { get; set; } = 1024 * 1024;

    /// <summary>How many failures (a wrong token, a wrong credential) one address may have in a minute, before what it sends is refused unread until the minute is over. Workers that
    /// were let in before are heard nevertheless. At least 1.</summary>
    /// <value>30 by default.</value>
    public int MaxFailuresPerMinute { get; set; } = 30;
}
