using Microsoft.Extensions.Time.Testing;

namespace Pudding.Storage.Sqlite.Tests;

/// <summary>A fake clock whose time of day can be set without its timestamps and timers noticing, as somebody sets a machine's.</summary>
internal sealed class SkewedClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    public TimeSpan Skew { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Skew;

    /// <summary>The base derives it from the time of day.</summary>
    public override long GetTimestamp() => base.GetTimestamp() - Skew.Ticks;
}
