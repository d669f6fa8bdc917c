namespace Pudding.Tests.Faults.Simulated;

/// <summary>The clock of one machine: its monotonic part runs a little fast or slow, its time of day can be set.</summary>
internal sealed class EstateClock(Agenda agenda, double rate = 1) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public double Rate => rate;

    /// <summary>How far somebody has set the time of day forth, or back.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>The monotonic time.</summary>
    public TimeSpan Elapsed => agenda.Now * rate;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + agenda.Now + Skew;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("Real timers would make a run differ from its repeat.");
}
