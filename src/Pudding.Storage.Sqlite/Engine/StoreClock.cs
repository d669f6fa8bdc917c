namespace Pudding.Storage.Sqlite.Engine;

/// <summary>The store's own time. It goes on evenly while the store is open, however the time of day is set; from one run to the next it goes on by the time of day, and never back.</summary>
internal sealed class StoreClock(TimeProvider clock)
{
    private long _origin;
    private long _originAt;

    /// <summary>The time of day.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The store's time, in ticks.</summary>
    public long Time => _origin + clock.GetElapsedTime(_originAt).Ticks;

    /// <summary>Goes on from where the store was last written.</summary>
    /// <param name="time">The store's time then; 0 for a store that is new.</param>
    /// <param name="timeOfDay">The time of day then.</param>
    public void Resume(long time, DateTimeOffset timeOfDay)
    {
        var now = Now;
        _originAt = clock.GetTimestamp();
        _origin = time == 0 ? now.UtcTicks : time + Math.Max(0, (now - timeOfDay).Ticks);
    }
}
