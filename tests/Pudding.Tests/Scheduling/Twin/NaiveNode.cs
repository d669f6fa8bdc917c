namespace Pudding.Tests.Scheduling.Twin;

/// <summary>A tenant in a queue, or the root of the queue.</summary>
internal sealed class NaiveNode(NaiveQueue queue, NaiveTenant? tenant, NaiveNode? parent)
{
    public NaiveQueue Queue { get; } = queue;

    /// <summary>Null for the root only.</summary>
    public NaiveTenant? Tenant { get; } = tenant;

    public NaiveNode? Parent { get; } = parent;

    public List<NaiveNode> Children { get; } = [];

    public List<NaiveJob> Waiting { get; } = [];

    public int Running { get; set; }

    /// <summary>Weighed microseconds, which never wrap here.</summary>
    public Int128 Consumed { get; set; }

    public Int128 V { get; set; }

    /// <summary>What V is more than that.</summary>
    public double FractionOfV { get; private set; }

    /// <summary>The sum of the estimates of its running jobs, in ticks.</summary>
    public long Held { get; set; }

    public long Tie { get; set; }

    public long Turn { get; set; }

    public long? MeanRuntime { get; set; }

    public bool WasEligible { get; set; }

    /// <summary>From here up, the root left out.</summary>
    public IEnumerable<NaiveNode> Path
    {
        get
        {
            for (var node = this; node.Parent is not null; node = node.Parent)
                yield return node;
        }
    }

    /// <summary>V grows by a quarter of what each would get of some slot time, spread by weight.</summary>
    public void AdvanceV(long used, double activeWeight)
    {
        FractionOfV += used * 6553.6 / activeWeight / 4;
        V += (long)FractionOfV;
        FractionOfV -= (long)FractionOfV;
    }
}
