using Pudding.TestSupport;
using Xunit.Sdk;

namespace Pudding.ArchitectureTests.TestSupport;

public sealed class SnapshotsTests
{
    [Fact]
    public void Text_that_equals_its_snapshot_passes_whatever_its_line_ends() => Snapshots.Match("one\r\ntwo: \"ü\"");

    [SkippableFact]
    public void Text_that_differs_from_its_snapshot_fails()
    {
        Skip.If(TestEnvironment.AcceptSnapshots, "Snapshots are written, not compared.");

        var error = Record.Exception(() => Snapshots.Match("three", test: nameof(Text_that_equals_its_snapshot_passes_whatever_its_line_ends)));

        Assert.NotNull(error);
    }

    [SkippableFact]
    public void A_missing_snapshot_fails_and_is_not_written()
    {
        Skip.If(TestEnvironment.AcceptSnapshots, "Snapshots are written, not compared.");

        for (var time = 0; time < 2; time++)
        {
            var error = Assert.Throws<FailException>(() => Snapshots.Match("text", "missing"));
            Assert.Contains("SnapshotsTests_A_missing_snapshot_fails_and_is_not_written_missing.snap", error.Message, StringComparison.Ordinal);
        }
    }
}
