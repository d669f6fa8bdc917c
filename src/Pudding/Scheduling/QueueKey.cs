namespace Pudding.Scheduling;

/// <summary>A queue inside a <see cref="FairScheduler"/>: what <see cref="FairScheduler.Queue"/> gives for its name.</summary>
/// <remarks>The default is the key of no queue.</remarks>
public readonly record struct QueueKey
{
    private readonly int _number;

    internal QueueKey(int index) => _number = index + 1;

    internal int Index => _number - 1;
}
