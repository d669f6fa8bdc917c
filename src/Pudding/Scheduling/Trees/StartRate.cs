using System.Runtime.InteropServices;

namespace Pudding.Scheduling.Trees;

/// <summary>A token bucket, kept as the time at which it would be full again: the generic cell rate algorithm (ITU-T I.371) in its virtual scheduling
/// form. Times are ticks of the caller's clock.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct StartRate
{
    /// <summary>So long ago that any bucket is full, and far from overflowing.</summary>
    public const long LongAgo = long.MinValue / 2;

    /// <summary>The time in which one token comes; 0 for no limit.</summary>
    public long Interval;

    /// <summary>The most tokens that gather.</summary>
    public int Burst;

    /// <summary>When the bucket is full again, if nothing is taken.</summary>
    public long FullAt;

    public readonly bool IsLimited => Interval > 0;

    /// <summary>When there is a token.</summary>
    public readonly long TokenAt => FullAt - ((Burst - 1) * Interval);

    public void Take(long now) => FullAt = Math.Max(FullAt, now) + Interval;

    public void GiveBack() => FullAt -= Interval;

    /// <summary>Another rate from now on: what was taken stays taken, but a bucket is never emptier than empty.</summary>
    public void Change(long interval, int burst, long now)
    {
        Interval = interval;
        Burst = burst;
        FullAt = interval > 0 ? Math.Min(FullAt, now + (burst * interval)) : LongAgo;
    }
}
