namespace Pudding.Workers;

/// <summary>The settings of a worker in this process.</summary>
public sealed class WorkerOptions
{
    /// <summary>The queues that it serves; at least one.</summary>
    public IList<string> Queues { get; } = [];

    /// <summary>How many jobs it runs at once; 1 to 10,000.</summary>
    /// <value>1 by default.</value>
    public int Slots { get; set; } = 1;

    /// <summary>Tells it from other workers of this host; part of its id.</summary>
    /// <value>The names of its queues by default.</value>
    public string? Name { get; set; }

    /// <summary>How long a handler may go on after its token was cancelled. Then its result is ignored, and its slot stays taken until it returns.</summary>
    /// <value>15 s by default.</value>
    public TimeSpan CancelGrace { get; set; } = TimeSpan.FromSeconds(15);
}
