using Pudding.Jobs;

namespace Pudding.Tests.Scheduling.Twin;

internal sealed class NaiveJob(JobId id, NaiveNode leaf, int priority, long sequence)
{
    public JobId Id { get; } = id;

    public NaiveNode Leaf { get; } = leaf;

    public int Priority { get; set; } = priority;

    public long Sequence { get; } = sequence;

    public bool IsRunning { get; set; }

    /// <summary>Whether it was running when it was added: no claim of it can be refused.</summary>
    public bool IsTakenOver { get; set; }

    public long StartedAt { get; set; }

    public long ChargedUntil { get; set; }

    public long Estimate { get; set; }

    /// <summary>The nodes that were picked in tier 0 for it.</summary>
    public HashSet<NaiveNode> OutOfTurn { get; } = [];

    public override string ToString() => $"{Id} of {Leaf.Tenant!.Path} in {Leaf.Queue.Name}";
}
