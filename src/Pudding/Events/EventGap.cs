namespace Pudding.Events;

/// <summary>Events are missing here: the reader was too slow, or came too late. Never stored: made for each reader. What they told of can be read anew from the
/// store.</summary>
public sealed record EventGap : PuddingEvent
{
    /// <summary>How many are missing, at most: where the store leaves gaps in its numbers, some of these never were.</summary>
    public required long Count { get; init; }
}
