using System.Globalization;
using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Hosts;

public sealed class OneHostTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Path => _folder.File("farm.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_host_is_told_who_has_the_file_and_opens_it_when_that_one_was_killed()
    {
        using var first = StoreProcess.Start(Path);
        Assert.StartsWith("open ", await first.SaysAsync());

        var refused = OpenStore.Refused(Path);

        Assert.Equal(SqliteStoreProblem.InUse, refused.Problem);
        Assert.Contains($"process {first.Id} on {Environment.MachineName}, since {DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", refused.Message);
        Assert.Contains("stop that one", refused.Message);
        await first.KillAsync();
        await using var second = OpenStore.At(Path);
        using var shell = new Shell(Path);
        Assert.Equal(2, shell.Number("SELECT count(*) FROM job"));
        Assert.Equal(Environment.ProcessId, shell.Number("SELECT process FROM host"));
    }

    [Fact]
    public async Task A_second_host_opens_the_file_when_the_first_has_closed_it()
    {
        await using (OpenStore.At(Path))
            Assert.Equal(SqliteStoreProblem.InUse, OpenStore.Refused(Path).Problem);

        await using var second = OpenStore.At(Path);
    }

    [Fact]
    public async Task Another_name_of_the_file_does_not_let_a_second_host_in()
    {
        Directory.CreateDirectory(_folder.File("other"));
        File.CreateSymbolicLink(_folder.File("other/link.db"), "../middle.db");
        File.CreateSymbolicLink(_folder.File("middle.db"), Path);
        Directory.CreateSymbolicLink(_folder.File("way"), _folder.Path);
        await using var first = OpenStore.At(_folder.File("other/link.db")); // made through the link

        Assert.True(File.Exists(Path));
        foreach (var name in new[] { Path, _folder.File("middle.db"), _folder.File("other/../farm.db"), _folder.File("way/farm.db"), _folder.File("other/link.db") })
            Assert.Equal(SqliteStoreProblem.InUse, OpenStore.Refused(name).Problem);
        var relative = System.IO.Path.GetRelativePath(Environment.CurrentDirectory, Path);
        Assert.Equal(SqliteStoreProblem.InUse, OpenStore.Refused(relative).Problem);
    }
}
