namespace Pudding.Lifecycle;

/// <summary>Where and when an event happened.</summary>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Sequence">Its place in the order; 0 for a store that learns it as it writes.</param>
public readonly record struct EventStamp(DateTimeOffset At, long Sequence = 0);
