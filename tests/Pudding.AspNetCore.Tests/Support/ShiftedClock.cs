namespace Pudding.AspNetCore.Tests.Support;

/// <summary>The machine's clock, and what was added to it: time passes by itself, and days pass on request.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Volatile.Read(ref _ticks));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (long)(new TimeSpan(Volatile.Read(ref _ticks)).TotalSeconds * TimestampFrequency);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
