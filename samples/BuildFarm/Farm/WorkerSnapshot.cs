namespace BuildFarm.Farm;

/// <summary>One worker at one moment: what runs in its slots, the oldest first.</summary>
internal sealed record WorkerSnapshot(string Id, int Slots, IReadOnlyList<RunningJob> Running);
