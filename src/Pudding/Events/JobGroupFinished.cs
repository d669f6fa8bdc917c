using Pudding.Jobs;

namespace Pudding.Events;

/// <summary>The last job of a group is over; written exactly once for each group, after the event of that job.</summary>
public sealed record JobGroupFinished : PuddingEvent
{
    /// <summary>The group.</summary>
    public required JobGroupId GroupId { get; init; }

    /// <summary>Its name, for people.</summary>
    public string? GroupName { get; init; }

    /// <summary>How it ended: see <see cref="JobGroupOutcome.State"/>.</summary>
    public required JobState State { get; init; }

    /// <summary>How many of its jobs succeeded.</summary>
    public required int Succeeded { get; init; }

    /// <summary>How many failed.</summary>
    public required int Failed { get; init; }

    /// <summary>How many were cancelled.</summary>
    public required int Cancelled { get; init; }

    /// <summary>From enqueueing to the end of the last job.</summary>
    public required TimeSpan Took { get; init; }
}
