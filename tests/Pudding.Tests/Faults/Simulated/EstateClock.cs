namespace Pudding.Tests.Faults.Simulated;

/// <summary>The clock of one machine: its monotonic part runs a little fast or slow, its time of day can be set.</summary>
/// <param name="agenda">Virtual time.</param>
/// <param name="rate">How fast it runs.</param>
/// <param name="run">Does what a timer is for, when the machine is running; without it there are no timers.</param>
internal sealed class EstateClock(Agenda agenda, double rate = 1, Action<Action>? run = null) : TimeProvider
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
        run is null || period != Timeout.InfiniteTimeSpan
            ? throw new NotSupportedException("Real timers would make a run differ from its repeat.")
            : new EstateTimer(agenda, dueTime / rate, run, () => callback(state));
}
