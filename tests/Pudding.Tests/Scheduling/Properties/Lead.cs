namespace Pudding.Tests.Scheduling.Properties;

/// <summary>What is known of one node's lead over a sibling, in two spells: one while both are eligible in one tier (bounds 2 and 3), one while
/// the sibling starves (bound 6). All in weighed microseconds.</summary>
internal sealed class Lead
{
    public bool IsTogether { get; private set; }

    public Int128 AtFirst { get; private set; }

    /// <summary>The largest hold of the sibling.</summary>
    public Int128 SiblingHold { get; set; }

    /// <summary>The most jobs of the node at once.</summary>
    public int MostRunning { get; private set; }

    /// <summary>The longest of them so far, in ticks.</summary>
    public long Longest { get; private set; }

    public bool WasPicked { get; set; }

    /// <summary>How far ahead of the sibling it may be that has come back, the sibling's hold and what is in flight left out; null when it began otherwise.</summary>
    public Int128? AllowedAhead { get; private set; }

    /// <summary>What the node was charged, less what the sibling was.</summary>
    public Int128 Gain { get; set; }

    public bool IsStarving { get; private set; }

    public Int128 StarvingFrom { get; private set; }

    public Int128 StarvingGain { get; private set; }

    public int StarvingMostRunning { get; private set; }

    public long StarvingLongest { get; private set; }

    public void BeginTogether(AccountNode node, AccountNode sibling, Int128? allowedAhead)
    {
        IsTogether = true;
        AtFirst = node.Consumed - sibling.Consumed;
        SiblingHold = sibling.Hold;
        MostRunning = node.Running;
        (Longest, WasPicked, AllowedAhead, Gain) = (0, false, allowedAhead, 0);
    }

    public void EndTogether() => IsTogether = false;

    public void BeginStarving(AccountNode node)
    {
        IsStarving = true;
        StarvingFrom = node.Consumed;
        StarvingMostRunning = node.Running;
        (StarvingGain, StarvingLongest) = (0, 0);
    }

    public void EndStarving() => IsStarving = false;

    public void Runs(int running)
    {
        MostRunning = Math.Max(MostRunning, running);
        StarvingMostRunning = Math.Max(StarvingMostRunning, running);
    }

    public void Charged(Int128 weighed, long lasted)
    {
        Longest = Math.Max(Longest, lasted);
        StarvingLongest = Math.Max(StarvingLongest, lasted);
        Gain += weighed;
        StarvingGain += weighed;
    }
}
