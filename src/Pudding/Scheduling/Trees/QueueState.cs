using System.Runtime.InteropServices;

namespace Pudding.Scheduling.Trees;

/// <summary>One queue: the root of its tree and what is learnt of its jobs.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct QueueState
{
    public string Name;

    public int Root;

    /// <summary>Serial number of the queue's newest start; 0 before the first.</summary>
    public long LastServed;

    /// <summary>The runtime that is expected of its jobs; before any has finished, what the settings say.</summary>
    public RuntimeMean Runtime;
}
