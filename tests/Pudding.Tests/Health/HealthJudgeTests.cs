using Pudding.Health;

namespace Pudding.Tests.Health;

public sealed class HealthJudgeTests
{
    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "3 jobs in a row failed because of the machine, and none succeeded in between. The newest: disk full 3")]
    public void Enough_failures_of_the_machine_in_a_row_are_enough(int failures, string? reason) => Assert.Equal(
        reason,
        HealthJudge.Judge(new HealthEvidence { InfrastructureFailures = [.. Enumerable.Range(1, failures).Select(i => $"disk full {i}")] }, new HealthOptions()));

    [Theory]
    [InlineData(10, 10, 10, 100, true)] // nothing of the others' fails
    [InlineData(6, 10, 8, 100, true)]
    [InlineData(3, 10, 8, 100, false)] // may be chance: 1 in 27
    [InlineData(0, 10, 8, 100, false)]
    [InlineData(9, 9, 9, 100, false)] // too few jobs
    [InlineData(10, 10, 100, 100, false)] // everybody fails
    [InlineData(10, 10, 10, 10, false)] // nobody to compare with
    [InlineData(60, 100, 2060, 5000, false)] // certainly more, but not three times as many
    [InlineData(60, 100, 860, 5000, true)]
    public void Failures_of_any_kind_are_compared_with_the_peers(int ownFailed, int own, int allFailed, int all, bool isSick)
    {
        var stratum = new Stratum(ownFailed, own, allFailed, all);
        var asGroups = new HealthEvidence { Ended = own, IsDue = true, Groups = [stratum] };
        var asTenants = new HealthEvidence { Ended = own, IsDue = true, Tenants = [stratum] };

        Assert.Equal(isSick, HealthJudge.Judge(asGroups, new HealthOptions()) is not null);
        Assert.Equal(isSick, HealthJudge.Judge(asTenants, new HealthOptions()) is not null);
        Assert.Null(HealthJudge.Judge(asTenants with { IsDue = false }, new HealthOptions()));
    }

    [Fact]
    public void The_reason_has_the_figures() => Assert.Equal(
        "6 of 10 builds failed; at the rate at which others of their tenants failed on other workers it would be 0.2 (probability by chance: 4.6e-6).",
        HealthJudge.Judge(new HealthEvidence { Ended = 10, IsDue = true, Tenants = [new Stratum(6, 10, 8, 100)] }, new HealthOptions()));

    [Fact]
    public void A_tenant_that_fails_everywhere_adds_nothing_to_what_others_say()
    {
        var others = new Stratum(1, 10, 5, 100);
        Assert.Null(HealthJudge.Judge(new HealthEvidence { Ended = 60, IsDue = true, Tenants = [others, new Stratum(50, 50, 100, 100)] }, new HealthOptions()));
    }

    [Fact]
    public void Who_looks_more_often_must_be_surer()
    {
        var evidence = new HealthEvidence { Ended = 10, IsDue = true, Tenants = [new Stratum(4, 10, 10, 200)] };
        var probability = ExactTest.Probability(evidence.Tenants);
        var options = new HealthOptions { Significance = probability * 4 * 1.01 };

        Assert.NotNull(HealthJudge.Judge(evidence, options));
        Assert.Null(HealthJudge.Judge(evidence with { Ended = 20 }, options));
    }
}
