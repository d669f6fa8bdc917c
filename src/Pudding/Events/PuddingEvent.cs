namespace Pudding.Events;

/// <summary>Something that happened, in the store's order. Written by the store together with the change that it tells of.</summary>
public abstract record PuddingEvent
{
    private protected PuddingEvent()
    {
    }

    /// <summary>The place in the order; unique, ascending, gaps allowed. Zero until the store has written it.</summary>
    public long Sequence { get; init; }

    /// <summary>When, by the store's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
