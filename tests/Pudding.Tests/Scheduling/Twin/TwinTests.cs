using CsCheck;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Twin;

/// <summary>The scheduler against its naive twin, over random histories of every operation.</summary>
public sealed class TwinTests
{
    private const long TenYears = 3650 * TimeSpan.TicksPerDay;

    private static readonly string[] Orders = [SchedulingOrders.FairShare, SchedulingOrders.Fifo, SchedulingOrders.LeastRunning, SchedulingOrders.RoundRobin];

    private static readonly Gen<FairSchedulerOptions> Options = Gen.Select(
        Gen.Int[1, 4], Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 2], static (limit, byTenant, runtime, credit) => new FairSchedulerOptions
        {
            Policies = new TenantPolicies(limit),
            EstimateBy = byTenant ? RuntimeEstimate.Tenant : RuntimeEstimate.Queue,
            InitialRuntime = TimeSpan.FromSeconds(runtime switch { 0 => 1, 1 => 20, _ => 600 }),
            Credit = credit switch { 0 => 0, 1 => 0.7, _ => 2 },
        });

    private static readonly Gen<(int Kind, int What, int Much)[]> Steps =
        Gen.Select(Gen.Int[0, TwinHistory.Kinds - 1], Gen.Int[0, 99_999], Gen.Int[0, 99_999]).Array[0, 300];

    public static TheoryData<string> AllOrders => [.. Orders];

    [Theory]
    [MemberData(nameof(AllOrders))]
    public void Decisions_are_those_of_the_naive_twin(string order) => Gen.Select(Options, Steps).Sample(
        (options, history) => Smallest.Run(history, (steps, log) => new TwinHistory(options with { Order = order }, log).Run(steps)), iter: 400);

    [Theory]
    [MemberData(nameof(AllOrders))]
    public void So_they_are_when_no_job_takes_any_time(string order) => Gen.Select(Options, Steps).Sample(
        (options, history) => Smallest.Run(history, (steps, log) => new TwinHistory(options with { Order = order }, log) { StandsStill = true }.Run(steps)), iter: 100);

    [Fact]
    public void So_they_are_far_from_the_start_of_the_clock_when_what_was_consumed_wraps_around() =>
        Gen.Select(Options, Steps, Gen.Long[0, 40 * TimeSpan.TicksPerSecond]).Sample(
            (options, history, left) => Smallest.Run(history, (steps, log) =>
            {
                var run = new TwinHistory(options, log) { Now = TenYears };
                run.ConsumeUntilItWraps(left);
                log.Clear();
                run.Run(steps);
            }),
            iter: 100);
}
