namespace Pudding.Scheduling;

/// <summary>A queue inside a <see cref="FairScheduler"/>: what <see cref="FairScheduler.Queue"/> gives for its name.</summary>
public readonly record struct QueueKey
{
    internal QueueKey(int index) => Index = index;

    internal int Index { get; }
}
