using System.Runtime.InteropServices;

namespace Pudding.Scheduling.Trees;

/// <summary>The exponentially weighted mean of the runtimes of finished jobs, in ticks. The first one sets it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RuntimeMean
{
    /// <summary>How much a finished job moves the mean.</summary>
    private const int Smoothing = 10;

    public long Ticks;

    public bool IsKnown;

    public void Learn(long runtime)
    {
        Ticks = IsKnown ? Ticks + ((runtime - Ticks) / Smoothing) : runtime;
        IsKnown = true;
    }
}
