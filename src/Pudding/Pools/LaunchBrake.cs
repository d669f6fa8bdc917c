using Pudding.Dispatch;

namespace Pudding.Pools;

/// <summary>Keeps a pool from asking again and again for what was just refused, or has just ended before it came up.</summary>
internal sealed class LaunchBrake(TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private TimeSpan _pause;
    private long _since;
    private DateTimeOffset _pulledAt;

    public bool IsOn => _pause > TimeSpan.Zero && clock.GetElapsedTime(_since) < _pause;

    /// <param name="wait">How long the provider wants to be left alone, if it said so.</param>
    public void Pull(TimeSpan? wait)
    {
        if (IsOn)
            return; // several of one batch
        _pause = wait ?? Backoff.Next(_pause, Longest);
        _since = clock.GetTimestamp();
        _pulledAt = clock.GetUtcNow();
    }

    /// <summary>Launches work again once an instance is up that was decided after they did not.</summary>
    public void ReleaseFor(IEnumerable<DateTimeOffset> decided)
    {
        if (_pause > TimeSpan.Zero && !IsOn && decided.Any(at => at >= _pulledAt))
            _pause = TimeSpan.Zero;
    }
}
