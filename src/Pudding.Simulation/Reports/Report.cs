using Pudding.Simulation.Replays;
using Pudding.Tenants;

namespace Pudding.Simulation.Reports;

/// <summary>A schedule in figures.</summary>
public sealed record Report
{
    private static readonly TimeSpan ShortestRun = TimeSpan.FromSeconds(10);

    /// <summary>Every job.</summary>
    public required WaitFigures All { get; init; }

    /// <summary>The jobs of small tenants: the half of the tenants with least work, ties by who came first.</summary>
    public required WaitFigures Small { get; init; }

    /// <summary>Jain's index of fairness, from 1/tenants to 1: over the time in which a job waits, of each tenant's slot time beside its max-min share
    /// of the slots given what it wanted then.</summary>
    public required double Jain { get; init; }

    /// <summary>Measures a schedule.</summary>
    public static Report Of(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var jobs = schedule.Workload.Jobs;
        var small = jobs.Select(static (job, place) => (job.Tenant, job.Runtime, place))
            .GroupBy(static job => job.Tenant)
            .OrderBy(static tenant => tenant.Sum(static job => job.Runtime.Ticks))
            .ThenBy(static tenant => tenant.Min(static job => job.place))
            .Select(static tenant => tenant.Key)
            .ToList();
        var isSmall = new HashSet<TenantPath>(small.Take(small.Count / 2));
        return new Report
        {
            All = Measure(schedule, [.. Enumerable.Range(0, jobs.Count)]),
            Small = Measure(schedule, [.. Enumerable.Range(0, jobs.Count).Where(place => isSmall.Contains(jobs[place].Tenant))]),
            Jain = JainIndex.Of(schedule),
        };
    }

    private static WaitFigures Measure(Schedule schedule, int[] places)
    {
        var waits = places.Select(schedule.Wait).Order().ToArray();
        var slowdowns = places.Select(place => Slowdown(schedule.Wait(place), schedule.Workload.Jobs[place].Runtime));
        return new WaitFigures
        {
            Jobs = places.Length,
            Mean = waits.Length == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)waits.Average(static wait => wait.Ticks)),
            P50 = Percentile(waits, 0.5),
            P95 = Percentile(waits, 0.95),
            P99 = Percentile(waits, 0.99),
            Max = waits.LastOrDefault(),
            Slowdown = slowdowns.DefaultIfEmpty(1).Average(),
        };
    }

    private static double Slowdown(TimeSpan wait, TimeSpan run) => Math.Max(1, (wait + run) / (run > ShortestRun ? run : ShortestRun));

    private static TimeSpan Percentile(TimeSpan[] sorted, double share)
    {
        if (sorted.Length == 0)
            return TimeSpan.Zero;
        var place = share * (sorted.Length - 1);
        var below = sorted[(int)place];
        var above = sorted[Math.Min((int)place + 1, sorted.Length - 1)];
        return below + ((above - below) * (place - (int)place));
    }
}
