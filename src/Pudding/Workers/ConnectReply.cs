namespace Pudding.Workers;

/// <summary>The farm's answer to a worker that introduces itself.</summary>
/// <param name="Status">Whether it may work.</param>
/// <param name="Session">The session, quoted in every heartbeat: ascending, unique in the store; 0 when there is none.</param>
public readonly record struct ConnectReply(ConnectStatus Status, long Session = 0)
{
    /// <summary>On which terms it works.</summary>
    /// <value>None by default: those of its own settings.</value>
    public WorkerTerms? Terms { get; init; }
}
