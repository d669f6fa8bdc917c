namespace Pudding.Guardian;

/// <summary>The system's monotonic clock. It is the same for every process of a machine, so a deadline on it means the same to worker and guardian,
/// however long the message was under way or either of them was stopped.</summary>
internal static class MonotonicClock
{
    public static long Milliseconds => (long)TimeProvider.System.GetElapsedTime(0).TotalMilliseconds;
}
