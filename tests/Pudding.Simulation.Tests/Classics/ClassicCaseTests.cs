using Pudding.Scheduling;

namespace Pudding.Simulation.Tests.Classics;

/// <summary>Where schedulers are known to go wrong, fair share doesn't; the page shows how far, and what the other orders do.</summary>
public sealed class ClassicCaseTests(Playings playings) : IClassFixture<Playings>
{
    private const string Page = "docs/fairness.md";

    public static TheoryData<string, string> Bars
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var @case in ClassicCases.All)
            {
                foreach (var figure in @case.Figures)
                    data.Add(@case.Situation, figure.Measure);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Bars))]
    public void Fair_share_clears_the_bar(string situation, string measure)
    {
        var @case = ClassicCases.All.Single(it => it.Situation == situation);
        var (place, figure) = @case.Figures.Index().Single(it => it.Item.Measure == measure);

        var measured = playings.Of(@case, SchedulingOrders.FairShare)[place];

        Assert.True(measured.Value >= figure.Least && measured.Value <= figure.Most, $"{figure.Measure}: {measured.Text}; it must be {figure.Bar}.");
    }

    [Fact]
    public void The_page_shows_every_measure() => GeneratedTable.Match(
        Page,
        "classic cases",
        ["Situation", "Measure", "Bar", .. SchedulingOrders.All.Select(static order => $"`{order}`")],
        from @case in ClassicCases.All
        let measured = SchedulingOrders.All.Select(order => playings.Of(@case, order)).ToList()
        from figure in @case.Figures.Index()
        select (string[])[figure.Index == 0 ? @case.Situation : "", figure.Item.Measure, figure.Item.Bar, .. measured.Select(it => it[figure.Index].Text)]);
}
