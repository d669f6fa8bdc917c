namespace Pudding.Workers;

/// <summary>How long a lease still holds, by this worker's monotonic clock: counted from before the worker asked, so it is never over later than the
/// farm thinks.</summary>
internal sealed class LeaseClock : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _usable;
    private readonly ITimer _timer;
    private long _from;

    /// <param name="usable">How long the job may go on without renewal: the lease less the margin.</param>
    /// <param name="clock">The worker's clock.</param>
    /// <param name="runOut">Called when that is over.</param>
    public LeaseClock(TimeSpan usable, TimeProvider clock, Action runOut)
    {
        _clock = clock;
        _usable = usable;
        _timer = clock.CreateTimer(static state => ((Action)state!)(), runOut, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Remaining
    {
        get
        {
            var left = _usable - _clock.GetElapsedTime(Volatile.Read(ref _from));
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public void RenewedFrom(long timestamp)
    {
        Volatile.Write(ref _from, timestamp);
        _timer.Change(Remaining, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
