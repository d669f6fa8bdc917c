using Pudding.Events;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Usage;

namespace Pudding.Tests.Usage;

/// <summary>Usage by the hour, worked out anew for each record from everything that happened: the meaning of the figures, without regard to cost.</summary>
internal static class NaiveUsage
{
    public static Dictionary<UsageKey, UsageRecord> Of(UsageHistory history)
    {
        var records = from hour in Hours(history)
                      from key in Keys(history)
                      let record = Record(history, key.Tenant, key.Queue, hour)
                      where record != Empty(key.Tenant, key.Queue, hour)
                      select record;
        return records.ToDictionary(static record => record.Key);
    }

    public static bool IsOf(TenantPath tenant, string? queue, TenantPath jobTenant, string jobQueue) =>
        (queue is null || queue == jobQueue) && (jobTenant.Value + "/").StartsWith(tenant.Value + "/", StringComparison.Ordinal);

    public static IEnumerable<(TenantPath Tenant, string? Queue)> Keys(UsageHistory history)
    {
        var jobs = history.Events.OfType<JobEvent>().ToList();
        var names = jobs.SelectMany(static job => Enumerable.Range(1, job.Tenant.Depth).Select(depth => string.Join('/', job.Tenant.Value.Split('/').Take(depth)))).Distinct();
        var queues = jobs.Select(static job => (string?)job.Queue).Distinct().Append(null).ToList();
        return from name in names.ToList() from queue in queues select (TenantPath.Parse(name), queue);
    }

    private static IEnumerable<DateTimeOffset> Hours(UsageHistory history)
    {
        var times = history.Events.Select(static happened => happened.At).Concat(history.Runs.Select(static run => From(run)))
            .Concat(history.Runs.Select(static run => From(run) + run.HeldFor)).ToList();
        for (var hour = times.Count > 0 ? Hour(times.Min()) : DateTimeOffset.MaxValue; times.Count > 0 && hour <= times.Max(); hour = hour.AddHours(1))
            yield return hour;
    }

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero);

    private static UsageRecord Empty(TenantPath tenant, string? queue, DateTimeOffset hour) =>
        new() { Tenant = tenant, Queue = queue, Period = UsagePeriod.Hour, Start = hour };

    private static UsageRecord Record(UsageHistory history, TenantPath tenant, string? queue, DateTimeOffset hour)
    {
        var runs = history.Runs.Where(run => IsOf(tenant, queue, run.Job.Tenant, run.Job.Queue)).ToList();
        var slotTime = TimeSpan.FromTicks(runs.Where(static run => run.End is not null).Sum(run => Overlap(run, hour).Ticks));
        var here = history.Events.OfType<JobEvent>().Where(job => IsOf(tenant, queue, job.Tenant, job.Queue) && Hour(job.At) == hour).ToList();
        return Empty(tenant, queue, hour) with
        {
            SlotTime = slotTime,
            PeakConcurrency = Math.Max(slotTime > TimeSpan.Zero ? 1 : 0, Peak(history, runs, hour)),
            Enqueued = here.OfType<JobEnqueued>().Count(),
            Started = here.OfType<JobStarted>().Count(),
            Succeeded = here.OfType<JobFinished>().Count(static job => job.State == JobState.Succeeded),
            Failed = here.OfType<JobFinished>().Count(static job => job.State == JobState.Failed),
            Cancelled = here.OfType<JobFinished>().Count(static job => job.State == JobState.Cancelled),
            Lost = here.OfType<JobRequeued>().Count(static job => job.Cause == JobCause.LeaseExpired)
                + here.OfType<JobFinished>().Count(static job => job.Cause == JobCause.Interrupted),
        };
    }

    private static DateTimeOffset From(UsageHistory.TestRun run) =>
        run.End is not null && run.EndedAt - run.HeldFor < run.Since ? run.EndedAt - run.HeldFor : run.Since;

    private static TimeSpan Overlap(UsageHistory.TestRun run, DateTimeOffset hour)
    {
        var begin = From(run) > hour ? From(run) : hour;
        var end = From(run) + run.HeldFor < hour.AddHours(1) ? From(run) + run.HeldFor : hour.AddHours(1);
        return end > begin ? end - begin : TimeSpan.Zero;
    }

    private static int Peak(UsageHistory history, List<UsageHistory.TestRun> runs, DateTimeOffset hour)
    {
        var peak = 0;
        for (var index = 0; index < history.Events.Count; index++)
        {
            var at = Hour(history.Events[index].At);
            var before = index > 0 ? Hour(history.Events[index - 1].At) : at;
            if (at != before && ((before < hour && hour <= at) || hour == at))
                peak = Math.Max(peak, runs.Count(run => run.Begin < index && (run.End is null || run.End >= index)));
            if (hour == at)
                peak = Math.Max(peak, runs.Count(run => run.Begin <= index && (run.End is null || run.End > index)));
        }

        return peak;
    }
}
