using Pudding.Events;
using Pudding.Jobs;

namespace BuildFarm.Views;

/// <summary>What people want to know of an event.</summary>
internal sealed record EventLine(DateTimeOffset At, string Verb, string Project, string Job, string Detail)
{
    /// <returns><c>null</c> for an event that would only be noise.</returns>
    public static EventLine? Of(PuddingEvent happened) => happened switch
    {
        JobStarted started => Line(started, "started", $"on {Words.WorkerName(started.WorkerId)}"),
        JobRequeued requeued => Line(requeued, "requeued", requeued.Reason),
        JobFinished { State: JobState.Succeeded } finished => Line(finished, "succeeded", $"in {Words.Seconds(finished.RanFor)}"),
        JobFinished { State: JobState.Failed } finished => Line(finished, "failed", finished.Reason ?? ""),
        JobFinished finished => Line(finished, "cancelled", finished.Reason ?? ""),
        _ => null,
    };

    private static EventLine Line(JobEvent of, string verb, string detail) =>
        new(of.At, verb, of.Tenant.Value, of.JobName ?? of.JobId.ToString(), detail);
}
