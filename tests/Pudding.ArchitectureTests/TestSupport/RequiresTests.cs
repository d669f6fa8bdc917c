using Pudding.TestSupport;
using Xunit.Sdk;

namespace Pudding.ArchitectureTests.TestSupport;

public sealed class RequiresTests
{
    private static readonly RequiredTool Missing = new("no-such-program", "the package of no such program");

    [Fact]
    public void A_missing_tool_skips_or_where_everything_is_required_fails()
    {
        var error = Record.Exception(() => Requires.Tool(Missing));

        Assert.IsType(TestEnvironment.RequireAll ? typeof(FailException) : typeof(Xunit.SkipException), error);
        Assert.StartsWith(
            "'no-such-program' is not on this machine. Install the package of no such program.", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_is_found_in_a_folder_of_versions_the_newest_first()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (var version in (string[])["9", "15", "16", "17"])
                Directory.CreateDirectory(Path.Combine(folder.FullName, version, "bin"));
            foreach (var version in (string[])["9", "15", "16"])
                File.WriteAllText(Path.Combine(folder.FullName, version, "bin", Missing.Command), "");

            var path = Requires.Tool(Missing with { Folders = [Path.Combine(folder.FullName, "*", "bin")] });

            Assert.Equal(Path.Combine(folder.FullName, "16", "bin", Missing.Command), path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
