using BuildFarm;

namespace Pudding.Samples.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_without_arguments_gives_the_defaults()
    {
        var line = CommandLine.Parse([], out var errors);

        Assert.Empty(errors);
        Assert.Equal("builds.json", Path.GetFileName(line.File));
        Assert.True(Path.IsPathFullyQualified(line.File)); // found from any folder
        Assert.Null(line.Limit);
        Assert.Null(line.Slots);
        Assert.Equal("fair-share", line.Order);
        Assert.EndsWith("/pudding/build-farm", line.FarmPath, StringComparison.Ordinal);
        Assert.True(Path.IsPathFullyQualified(line.FarmPath)); // the next run finds it from any folder
        Assert.False(line.Plain);
        Assert.False(line.Help);
    }

    [Theory]
    [InlineData("--file a.json --limit 3 --slots 8 --order fifo --farm out --fresh --plain")]
    [InlineData("--file=a.json --limit=3 --slots=8 --order=fifo --farm=out --fresh --plain")]
    public void Parse_takes_values_as_next_argument_or_after_an_equals_sign(string arguments)
    {
        var line = CommandLine.Parse(arguments.Split(' '), out var errors);

        Assert.Empty(errors);
        Assert.Equal(new CommandLine { File = "a.json", Limit = 3, Slots = 8, Order = "fifo", FarmPath = "out", Fresh = true, Plain = true }, line);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Parse_knows_help(string argument) => Assert.True(CommandLine.Parse([argument], out _).Help);

    [Fact]
    public void Parse_knows_the_commands()
    {
        Assert.Equal(new CommandLine { BackupTo = "a.db", FarmPath = "out" }, CommandLine.Parse(["backup", "a.db", "--farm", "out"], out var errors));
        Assert.Empty(errors);
        Assert.Equal(new CommandLine { RestoreFrom = "a.db" }, CommandLine.Parse(["restore", "a.db"], out errors));
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("backup", "backup: it needs a value")]
    [InlineData("--plain restore", "restore: there is no such option")]
    [InlineData("--limt 3", "--limt: there is no such option", "3: there is no such option")]
    [InlineData("--limit 0", "--limit: '0' is not a whole number from 1 to 1000")]
    [InlineData("--limit -1", "--limit: '-1' is not a whole number from 1 to 1000")]
    [InlineData("--limit five", "--limit: 'five' is not a whole number from 1 to 1000")]
    [InlineData("--slots 65", "--slots: '65' is not a whole number from 1 to 64")]
    [InlineData("--slots", "--slots: it needs a value")]
    [InlineData("--file --plain", "--file: it needs a value")]
    [InlineData("--file=", "--file: it needs a value")]
    [InlineData("--order lifo", "--order: 'lifo' is not one of fair-share, fifo, least-running, round-robin")]
    [InlineData("--plain=yes", "--plain: it takes no value")]
    [InlineData("--limit x --slots y", "--limit: 'x' is not a whole number from 1 to 1000", "--slots: 'y' is not a whole number from 1 to 64")]
    public void Parse_says_everything_that_is_wrong(string arguments, params string[] expected)
    {
        CommandLine.Parse(arguments.Split(' '), out var errors);

        Assert.Equal(expected, errors);
    }

    [Theory]
    [InlineData("--file")]
    [InlineData("--limit")]
    [InlineData("--slots")]
    [InlineData("--order")]
    [InlineData("--farm")]
    [InlineData("--fresh")]
    [InlineData("--plain")]
    [InlineData("--help")]
    public void Usage_names_every_option(string option) => Assert.Contains($"  {option} ", CommandLine.Usage, StringComparison.Ordinal);
}
