using Pudding.Events;

namespace Pudding.Storage;

/// <summary>A part of the order of events.</summary>
public sealed record EventPage
{
    /// <summary>The events, oldest first.</summary>
    public required IReadOnlyList<PuddingEvent> Events { get; init; }

    /// <summary>How many events after the place that was asked for are no longer kept.</summary>
    public long Missed { get; init; }
}
