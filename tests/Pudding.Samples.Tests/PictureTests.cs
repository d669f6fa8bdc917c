using BuildFarm.Farm;
using BuildFarm.Views;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.TestSupport;
using Spectre.Console;
using static Pudding.Samples.Tests.Happenings;

namespace Pudding.Samples.Tests;

public sealed class PictureTests
{
    [Fact]
    public void Picture_of_a_moment() => Snapshots.Match(Draw(height: 24));

    [Theory]
    [InlineData(24)]
    [InlineData(40)]
    public void Picture_fits_the_screen(int height) => Assert.InRange(Draw(height).Split('\n').Length - 1, 1, height - 1);

    [Fact]
    public void Picture_before_anything_has_happened() => Assert.Contains(
        "no worker yet",
        Draw(height: 24, Board with { Workers = [], Latest = [] }),
        StringComparison.Ordinal);

    private static BoardSnapshot Board { get; } = new()
    {
        Projects =
        [
            new ProjectSnapshot { Path = TenantPath.Parse("acme/shop"), Jobs = 60, Limit = 5, Waiting = 40, Running = 4, Succeeded = 15, Failed = 1, Waits = [TimeSpan.FromSeconds(7)] },
            new ProjectSnapshot { Path = TenantPath.Parse("birch/parser"), Jobs = 6, Limit = 5, Waiting = 4, Running = 2 },
            new ProjectSnapshot { Path = TenantPath.Parse("cedar/archive"), Jobs = 6, Limit = 5, Waiting = 6 },
            new ProjectSnapshot { Path = TenantPath.Parse("maple/index"), Jobs = 6, Limit = 5, Succeeded = 6 },
            new ProjectSnapshot { Path = TenantPath.Parse("willow/docs"), Jobs = 6, Limit = 5, Succeeded = 6 },
        ],
        Workers =
        [
            new WorkerSnapshot("host/1/one", 3, [new RunningJob("one", TenantPath.Parse("acme/shop"), "test a module whose name is far too long for half a screen", At(5))]),
            new WorkerSnapshot("host/1/two", 3, []),
        ],
        Latest =
        [
            Started("acme/shop", 1, "one", at: 5),
            Finished("acme/shop", 2, at: 6, waited: 1, ran: 4, JobState.Failed, "The command ended with exit code 1."),
            Finished("birch/parser", 3, at: 7, waited: 1, ran: 4),
        ],
    };

    private static string Draw(int height, BoardSnapshot? board = null) =>
        Rendered.Of(new Picture(board ?? Board, "84 jobs of 5 projects, 6 slots, fair-share", Start, At(8), new Size(110, height)).Render());
}
