namespace Pudding.Workers;

/// <summary>How long a lease still holds, by this worker's monotonic clock: counted from before the worker asked, so it is never over later than the
/// farm thinks.</summary>
internal sealed class LeaseClock : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _margin;
    private readonly long _origin;
    private readonly ITimer _timer;
    private long _endTicks;

    /// <param name="margin">How long before its end the lease counts as over.</param>
    /// <param name="clock">The worker's clock.</param>
    /// <param name="runOut">Called when it is over.</param>
    public LeaseClock(TimeSpan margin, TimeProvider clock, Action runOut)
    {
        _clock = clock;
        _margin = margin;
        _origin = clock.GetTimestamp();
        _timer = clock.CreateTimer(static state => ((Action)state!)(), runOut, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Remaining
    {
        get
        {
            var left = TimeSpan.FromTicks(Volatile.Read(ref _endTicks)) - _clock.GetElapsedTime(_origin);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <param name="timestamp">When the worker asked.</param>
    /// <param name="duration">How long the lease holds from then.</param>
    public void HoldsFrom(long timestamp, TimeSpan duration)
    {
        Volatile.Write(ref _endTicks, (_clock.GetElapsedTime(_origin, timestamp) + duration - _margin).Ticks);
        _timer.Change(Remaining, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
