using Microsoft.Extensions.Time.Testing;

namespace Pudding.Tests.Dispatch;

/// <summary>A fake clock whose time of day can be set without its timestamps and timers noticing, as somebody sets a machine's.</summary>
internal sealed class SkewedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public TimeSpan Skew { get; set; }

    /// <summary>What goes on while time passes; none when it leaps.</summary>
    public Action? WhilePassing { get; set; }

    /// <summary>Lets time pass.</summary>
    public new void Advance(TimeSpan by)
    {
        for (var step = TimeSpan.FromSeconds(10); WhilePassing is not null && by > step; by -= step)
        {
            base.Advance(step);
            WhilePassing();
        }

        base.Advance(by);
    }

    /// <summary>Lets time pass in which nobody here does anything.</summary>
    public void Leap(TimeSpan by) => base.Advance(by);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Skew;

    /// <summary>The base derives it from the time of day.</summary>
    public override long GetTimestamp() => base.GetTimestamp() - Skew.Ticks;
}
