using Pudding.Scheduling;
using Pudding.Tenants;
using Xunit.Abstractions;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>What the scheduler promises, on random farms: see <see cref="Property"/>. For a long run set <c>PUDDING_FAIRNESS_DISPATCHES</c>, for example to 1000000.</summary>
public sealed class FairnessPropertyTests(ITestOutputHelper output)
{
    private const string DispatchesVariable = "PUDDING_FAIRNESS_DISPATCHES";
    private const long FewDispatches = 60_000;
    private const long DispatchesOfAFarm = 2_000;

    private static readonly TenantPath A = TenantPath.Parse("a");
    private static readonly TenantPath B = TenantPath.Parse("b");

    [Fact]
    public void What_is_promised_holds_on_random_farms()
    {
        var wanted = long.TryParse(Environment.GetEnvironmentVariable(DispatchesVariable), out var many) ? many : FewDispatches;
        var findings = new Findings();
        for (var seed = 1; findings.Dispatches < wanted && seed <= wanted / 100; seed++)
        {
            if (Record.Exception(() => new RandomFarm(seed, findings).Run(DispatchesOfAFarm)) is { } failure)
                findings.Violated(Property.Survival, failure.ToString());
        }

        output.WriteLine(findings.ToString());
        Assert.False(findings.Any, findings.ToString());
        string[] seen =
        [
            "tier 0", "tier 1", "tier 2", "comparisons", "other queues", "refusals", "returns", "rated starts", "bound 2", "bound 3", "bound 6",
            "picks beside a starving sibling", "changes of a policy", "forgets",
        ];
        Assert.All(seen, what => Assert.True(findings.CountOf(what) > 100, $"{what}: {findings.CountOf(what)}"));
    }

    /// <summary>One tenant has a job of which ten minutes are expected and nothing is heard; beside it the other may use just so much, and one job more.</summary>
    [Fact]
    public void The_bound_on_the_spread_of_siblings_is_tight()
    {
        var findings = new Findings { Scenario = "a long job that says nothing" };
        var scheduler = new WatchedScheduler(new FairSchedulerOptions { InitialRuntime = TimeSpan.FromMinutes(10) }, findings);
        AccountQueue[] queues = [scheduler.Queue("linux")];
        var length = TimeSpan.FromSeconds(59.9).Ticks;
        for (var i = 0; i < 20; i++)
        {
            scheduler.Add(A, queues[0]);
            scheduler.Add(B, queues[0]);
        }

        Assert.Equal(A, scheduler.TryStart(queues, 0)!.Leaf.Tenant.Path);
        long now = 0;
        while (scheduler.TryStart(queues, now) is { } job && job.Leaf.Tenant.Path == B)
            scheduler.Finish(job, now += length);

        output.WriteLine(findings.ToString());
        Assert.False(findings.Any, findings.ToString());
        Assert.InRange(findings.WorstSpread, 0.99, 1);
    }
}
