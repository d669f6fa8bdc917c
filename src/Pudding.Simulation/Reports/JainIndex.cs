using Pudding.Simulation.Replays;
using Pudding.Tenants;

namespace Pudding.Simulation.Reports;

/// <summary>Jain's index over max-min shares: R. Jain, D. Chiu, W. Hawe, 1984; max-min shares by filling: Bertsekas and Gallager, Data Networks, 1987.</summary>
internal static class JainIndex
{
    public static double Of(Schedule schedule)
    {
        var moments = Moments(schedule);
        var tenants = schedule.Workload.Jobs.Select(static job => job.Tenant).Distinct().Select(static (tenant, index) => (tenant, index))
            .ToDictionary(static pair => pair.tenant, static pair => pair.index);
        var running = new int[tenants.Count];
        var wanted = new int[tenants.Count];
        var ran = new double[tenants.Count];
        var share = new double[tenants.Count];
        var waiting = 0;
        for (var i = 0; i < moments.Count; i++)
        {
            var tenant = tenants[moments[i].Tenant];
            running[tenant] += moments[i].Running;
            wanted[tenant] += moments[i].Wanted;
            waiting += moments[i].Wanted - moments[i].Running;
            var lasts = i + 1 < moments.Count ? (moments[i + 1].At - moments[i].At).TotalSeconds : 0;
            if (lasts <= 0 || waiting == 0)
                continue;
            AddShares(wanted, schedule.Scenario.Slots, lasts, share);
            for (var t = 0; t < ran.Length; t++)
                ran[t] += running[t] * lasts;
        }

        var ratios = Enumerable.Range(0, ran.Length).Where(t => share[t] > 0).Select(t => ran[t] / share[t]).ToArray();
        return ratios.Length == 0 ? 1 : Math.Pow(ratios.Sum(), 2) / (ratios.Length * ratios.Sum(static x => x * x));
    }

    /// <summary>Every change of who wants and who runs, in order of time.</summary>
    private static List<(TimeSpan At, TenantPath Tenant, int Wanted, int Running)> Moments(Schedule schedule)
    {
        var moments = new List<(TimeSpan At, TenantPath Tenant, int Wanted, int Running)>();
        for (var place = 0; place < schedule.Workload.Jobs.Count; place++)
        {
            var job = schedule.Workload.Jobs[place];
            moments.Add((job.SubmittedAt, job.Tenant, 1, 0));
            moments.Add((schedule.Starts[place], job.Tenant, 0, 1));
            moments.Add((schedule.End(place), job.Tenant, -1, -1));
        }

        moments.Sort(static (a, b) => a.At.CompareTo(b.At));
        return moments;
    }

    /// <summary>Fills: the slots are divided evenly, nobody gets more than it wants, and what one leaves goes to the others.</summary>
    private static void AddShares(int[] wanted, int slots, double lasts, double[] share)
    {
        var hungry = Enumerable.Range(0, wanted.Length).Where(t => wanted[t] > 0).OrderBy(t => wanted[t]).ToArray();
        double left = slots;
        for (var i = 0; i < hungry.Length; i++)
        {
            var gets = Math.Min(wanted[hungry[i]], left / (hungry.Length - i));
            share[hungry[i]] += gets * lasts;
            left -= gets;
        }
    }
}
