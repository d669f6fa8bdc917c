using Pudding.Scheduling;
using Pudding.Tenants;
using Xunit.Abstractions;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>Newcomers without end, each with work for a moment only, more of them than there is room for: who was there before must not starve.</summary>
public sealed class NewcomerTests(ITestOutputHelper output)
{
    private const int Slots = 8;

    /// <summary>V grows at least at this part of the rate at which everybody who is active would be served under perfect sharing.</summary>
    private const double Pace = 0.25;

    /// <summary>How many runtimes a newcomer may begin ahead.</summary>
    private const double Credit = 2;

    private static readonly TimeSpan Runtime = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(50, 1)]
    [InlineData(50, 4)]
    [InlineData(400, 10)]
    public void Who_was_there_before_gets_a_quarter_of_its_share_at_least(int crowd, double weight)
    {
        var policies = new TenantPolicies(1000, [new(TenantPath.Parse("old"), new TenantPolicy { Weight = weight })]);
        var farm = new SlotSimulation(new FairScheduler(new FairSchedulerOptions { Policies = policies, Credit = Credit }), Slots);
        var end = TimeSpan.FromHours(36);
        farm.Add("old", Runtime, count: 10_000);
        var (newcomers, names, ended) = (0, 0, 0);
        for (var now = TimeSpan.Zero; now < end; now += Runtime / 4)
        {
            farm.RunUntil(now);
            for (; ended < farm.Started.Count && farm.Started[ended].EndedAt is not null; ended++)
            {
                if (farm.Started[ended].Tenant.Value != "old")
                    newcomers--; // somebody takes its place, whom nobody knows
            }

            for (; newcomers < crowd; newcomers++)
                farm.Add($"n{++names}", Runtime);
        }

        var used = farm.Used("old") / Runtime;
        var share = end / Runtime * Slots * weight / (weight + crowd);
        output.WriteLine($"{farm.Started.Count} starts; the old tenant used {used:0} slot-minutes, its share is {share:0}: {used / share:0.00}");
        Assert.InRange(used, (Pace * share) - ((Credit * weight) + Slots), 1.1 * share);
    }
}
