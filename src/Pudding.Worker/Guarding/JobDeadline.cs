using Pudding.Guardian;
using Pudding.Workers;

namespace Pudding.Worker.Guarding;

/// <summary>Until when a job may run: the end of its time-out or of its lease as last renewed, whichever is first.</summary>
internal sealed class JobDeadline(JobContext job, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Which limit the newest deadline came from.</summary>
    public DeadlineBound Bound { get; private set; }

    public bool IsTimeoutOver => time.GetElapsedTime(_start) >= job.Timeout;

    public bool IsLeaseOver => job.LeaseRemaining <= TimeSpan.Zero;

    /// <summary>The end of the time-out, on the machine's monotonic clock: no renewal passes it.</summary>
    public long End
    {
        get
        {
            var now = MonotonicClock.Milliseconds;
            return now + (long)Math.Max(0, (job.Timeout - time.GetElapsedTime(_start)).TotalMilliseconds);
        }
    }

    /// <summary>The newest deadline, on the machine's monotonic clock.</summary>
    public long Next()
    {
        // The clock first: should this process be stopped in between, the deadline comes out too early, never too late.
        var now = MonotonicClock.Milliseconds;
        var timeout = job.Timeout - time.GetElapsedTime(_start);
        var lease = job.LeaseRemaining;
        Bound = lease < timeout ? DeadlineBound.Lease : DeadlineBound.Timeout;
        var left = lease < timeout ? lease : timeout;
        return now + Math.Max(0, (long)Math.Min(left.TotalMilliseconds, int.MaxValue));
    }
}
