namespace Pudding.Storage;

/// <summary>A time whose events were gone before usage was counted.</summary>
/// <param name="From">The time of the last event before it; <see cref="DateTimeOffset.MinValue"/> when there is none: usage has been counted since <paramref name="To"/>
/// only.</param>
/// <param name="To">The time of the first event after it.</param>
/// <param name="Events">How many events are missing, at most.</param>
public readonly record struct UsageGap(DateTimeOffset From, DateTimeOffset To, long Events);
