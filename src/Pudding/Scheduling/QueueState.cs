using System.Runtime.InteropServices;

namespace Pudding.Scheduling;

/// <summary>One queue: the root of its tree and what is learnt of its jobs.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct QueueState
{
    /// <summary>How much a finished job moves the mean.</summary>
    private const int Smoothing = 10;

    public int Root;

    /// <summary>Serial number of the queue's newest start; 0 before the first.</summary>
    public long LastServed;

    /// <summary>The exponentially weighted mean runtime of its finished jobs, in ticks.</summary>
    public long MeanRuntime;

    public bool HasFinished;

    public void Learn(long runtime)
    {
        MeanRuntime = HasFinished ? MeanRuntime + ((runtime - MeanRuntime) / Smoothing) : runtime;
        HasFinished = true;
    }
}
