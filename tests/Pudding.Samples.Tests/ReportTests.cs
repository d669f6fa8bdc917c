using BuildFarm.Farm;
using BuildFarm.Views;
using Pudding.Tenants;
using Pudding.TestSupport;

namespace Pudding.Samples.Tests;

public sealed class ReportTests
{
    private static readonly ProjectSnapshot Big = new()
    {
        Path = TenantPath.Parse("acme/shop"), Jobs = 60, Limit = 5, MostRunning = 5, Succeeded = 59, Failed = 1,
        Waits = [.. Enumerable.Range(1, 60).Select(static second => TimeSpan.FromSeconds(second))],
        Worked = TimeSpan.FromSeconds(180.25), Took = TimeSpan.FromSeconds(62),
    };

    private static readonly ProjectSnapshot Small = new()
    {
        Path = TenantPath.Parse("birch/parser"), Jobs = 2, Limit = 5, MostRunning = 1, Succeeded = 2,
        Waits = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2)], Worked = TimeSpan.FromSeconds(4), Took = TimeSpan.FromSeconds(4.5),
    };

    [Fact]
    public void Table_of_a_run() => Snapshots.Match(Rendered.Of(Report.Table([Big, Small])));

    [Fact]
    public void Table_has_a_column_for_cancelled_jobs_only_if_there_are_any()
    {
        Assert.DoesNotContain("cancelled", Rendered.Of(Report.Table([Big, Small])), StringComparison.Ordinal);
        Assert.Contains("cancelled", Rendered.Of(Report.Table([Big, Small with { Succeeded = 1, Cancelled = 1 }])), StringComparison.Ordinal);
    }

    [Fact]
    public void Sentence_says_that_nobody_waited_for_the_big_one_when_that_is_what_the_numbers_say() => Assert.Equal(
        "acme/shop never had more than 5 of its 60 jobs running (limit 5); the median job of the other projects waited 0.5 s, its own 30.0 s: "
        + "the others did not have to wait for it to be done.",
        Report.Sentence([Big, Small]));

    [Fact]
    public void Sentence_says_that_the_others_waited_when_that_is_what_the_numbers_say() => Assert.EndsWith(
        "the median job of the other projects waited 40.0 s, its own 30.0 s: the others waited behind it.",
        Report.Sentence([Big, Small with { Waits = [TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(41)] }]),
        StringComparison.Ordinal);

    [Fact]
    public void Sentence_compares_nothing_when_nothing_else_ran() => Assert.Equal(
        "acme/shop never had more than 5 of its 60 jobs running (limit 5).",
        Report.Sentence([Big, Small with { Waits = [] }]));

    [Fact]
    public void Sentence_compares_nothing_when_jobs_were_cancelled() => Assert.Equal(
        "acme/shop never had more than 5 of its 60 jobs running (limit 5).",
        Report.Sentence([Big, Small with { Succeeded = 1, Cancelled = 1 }]));
}
