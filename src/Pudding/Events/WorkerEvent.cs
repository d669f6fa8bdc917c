namespace Pudding.Events;

/// <summary>Something that happened to one worker.</summary>
public abstract record WorkerEvent : PuddingEvent
{
    private protected WorkerEvent()
    {
    }

    /// <summary>The worker.</summary>
    public required string WorkerId { get; init; }
}
