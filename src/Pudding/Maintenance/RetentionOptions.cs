namespace Pudding.Maintenance;

/// <summary>For how long what is over is kept. The host that schedules forgets what is older, a little at a time.</summary>
public sealed class RetentionOptions
{
    /// <summary>How long a group of jobs is kept once all of them are over; then it is forgotten whole, with its logs and its idempotency key. At least a minute; none to keep
    /// groups for ever.</summary>
    /// <value>30 days by default.</value>
    public TimeSpan? FinishedJobs { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the log of a job that is over is kept. At least a minute, at most <see cref="FinishedJobs"/>; none to keep it as long as its job.</summary>
    /// <value>30 days by default.</value>
    public TimeSpan? Logs { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long an event is kept once every consumer with a cursor has read it. At least a minute; none to keep events for ever.</summary>
    /// <value>30 days by default.</value>
    public TimeSpan? Events { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often the host that schedules looks for what is too old; from a second to a day.</summary>
    /// <value>10 minutes by default.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);
}
