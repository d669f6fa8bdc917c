namespace Pudding.Storage.Sqlite.Engine;

/// <summary>The moment of one call: no time passes within it.</summary>
/// <param name="Now">The time of day.</param>
/// <param name="Time">The store's time, in ticks: rules leases and durations.</param>
internal readonly record struct Moment(DateTimeOffset Now, long Time)
{
    /// <summary>The store's time as if it were a time of day, for what ends by it.</summary>
    public DateTimeOffset EvenNow => new(Time, TimeSpan.Zero);

    /// <summary>The time after a span; the end of time for what is further away than that.</summary>
    public long After(TimeSpan span) => span.Ticks < long.MaxValue - Time ? Time + span.Ticks : long.MaxValue;

    public TimeSpan Since(long time) => new(Time - time);

    public TimeSpan Until(long time) => new(time - Time);
}
