namespace Pudding.Scheduling.Explanations;

/// <summary>Slots, free and taken, that serve the same queues.</summary>
/// <param name="Queues">The queues.</param>
/// <param name="Slots">How many slots there are.</param>
public sealed record SlotGroup(IReadOnlyList<QueueKey> Queues, int Slots);
