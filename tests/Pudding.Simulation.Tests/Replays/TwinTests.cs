using CsCheck;
using Pudding.Scheduling;
using Pudding.Simulation.Replays;
using Pudding.Simulation.Workloads;
using Pudding.Tenants;

namespace Pudding.Simulation.Tests.Replays;

/// <summary>Replays under the orders to compare with: every job starts at the very second at which the reference rules start it.</summary>
public sealed class TwinTests
{
    private const int NoLimit = int.MaxValue;

    private static readonly Workload Trace = CsvWorkload.ReadFile(Path.Combine(AppContext.BaseDirectory, "data", "ci-trace.csv.gz"));

    /// <summary>Bursts of equal jobs, many at one instant, some without length.</summary>
    private static readonly Gen<Workload> Workloads = Gen.Select(Gen.Int[0, 4], Gen.Int[-6, 9], Gen.Int[-2, 12], Gen.Int[1, 6]).Array[1, 25].Select(static bursts =>
    {
        var at = 0;
        var jobs = new List<WorkloadJob>();
        foreach (var (tenant, gap, runtime, count) in bursts)
        {
            at += Math.Max(0, gap);
            jobs.AddRange(Enumerable.Range(0, count).Select(i => Job(tenant, at, Math.Max(0, runtime - (i % 3)))));
        }

        return new Workload(jobs);
    });

    private static readonly Gen<int> Slots = Gen.Int[1, 4];

    private static readonly Gen<int> Limits = Gen.Int[1, 6].Select(static limit => limit == 6 ? NoLimit : limit);

    // The rules know no limit under round-robin.
    public static TheoryData<string, int, int> OnTheTrace
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (var slots in new[] { 3, 10, 24, 100 })
            {
                data.Add(SchedulingOrders.RoundRobin, slots, NoLimit);
                foreach (var limit in new[] { NoLimit, 1, 3, 5 })
                {
                    data.Add(SchedulingOrders.Fifo, slots, limit);
                    data.Add(SchedulingOrders.LeastRunning, slots, limit);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(OnTheTrace))]
    public void A_real_history_is_scheduled_as_the_reference_rules_say(string order, int slots, int limit) => AssertSame(Trace, order, slots, limit);

    [Theory]
    [InlineData(SchedulingOrders.Fifo)]
    [InlineData(SchedulingOrders.LeastRunning)]
    public void Any_workload_is_scheduled_as_the_reference_rules_say(string order) =>
        Gen.Select(Workloads, Slots, Limits).Sample((workload, slots, limit) => AssertSame(workload, order, slots, limit), iter: 3000, print: Print);

    [Fact]
    public void Any_workload_goes_around_as_the_reference_rules_say() =>
        Gen.Select(Workloads, Slots).Sample(
            static (workload, slots) => AssertSame(workload, SchedulingOrders.RoundRobin, slots, NoLimit),
            iter: 3000,
            print: static it => Print((it.Item1, it.Item2, NoLimit)));

    private static void AssertSame(Workload workload, string order, int slots, int limit)
    {
        var scenario = new Scenario { Slots = slots, Scheduler = new FairSchedulerOptions { Order = order, Policies = new TenantPolicies(limit) } };

        Assert.Equal(NaiveReplay.Run(workload, slots, order, limit), Replay.Run(workload, scenario).Starts);
    }

    private static WorkloadJob Job(int tenant, int at, int runtime) => new()
    {
        Tenant = TenantPath.Parse($"t{tenant}"),
        SubmittedAt = TimeSpan.FromSeconds(at),
        Runtime = TimeSpan.FromSeconds(runtime),
    };

    private static string Print((Workload Workload, int Slots, int Limit) it) =>
        $"{it.Slots} slots, limit {it.Limit}: "
        + string.Join(", ", it.Workload.Jobs.Select(static job => $"{job.Tenant} at {job.SubmittedAt.TotalSeconds} for {job.Runtime.TotalSeconds}"));
}
