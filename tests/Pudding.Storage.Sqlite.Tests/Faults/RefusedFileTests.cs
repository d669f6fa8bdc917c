using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Faults;

/// <summary>A file that is not this store's, or can't be used, stays as it is, and nothing is left beside it.</summary>
public sealed class RefusedFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Path => _folder.File("farm.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Newer_schema()
    {
        await OpenStore.At(Path).DisposeAsync();
        using (var shell = new Shell(Path))
            shell.Run("PRAGMA user_version = 999");

        var refused = AssertUntouched(SqliteStoreProblem.TooNew);
        Assert.Contains("Run the newer version, or restore a backup", refused.Message);
        Assert.Contains("999", refused.Message);
    }

    [Theory]
    [InlineData("CREATE TABLE customer (id INTEGER PRIMARY KEY)")]
    [InlineData("PRAGMA application_id = 1234")]
    [InlineData("PRAGMA user_version = 1")]
    [InlineData("PRAGMA journal_mode = WAL; CREATE TABLE customer (id INTEGER PRIMARY KEY)")]
    public void Database_of_another_program(string sql)
    {
        using (var shell = new Shell(Path))
            shell.Run(sql);

        var refused = AssertUntouched(SqliteStoreProblem.NotAStore);
        Assert.Contains("Give UseSqliteStore another path", refused.Message);
    }

    [Fact]
    public void Database_that_another_program_has_open()
    {
        using var shell = new Shell(Path);
        shell.Run("PRAGMA journal_mode = WAL; CREATE TABLE customer (id INTEGER PRIMARY KEY)");

        AssertUntouched(SqliteStoreProblem.NotAStore, ignore: "farm.db-shm");
    }

    [Fact]
    public async Task Text()
    {
        await File.WriteAllTextAsync(Path, string.Concat(Enumerable.Repeat("This is no database. ", 100)));

        AssertUntouched(SqliteStoreProblem.NotAStore);
    }

    [Fact]
    public async Task Destroyed_beginning()
    {
        await OpenStore.At(Path).DisposeAsync();
        Files.Overwrite(Path, at: 0, new byte[100]);

        var refused = AssertUntouched(SqliteStoreProblem.NotAStore);
        Assert.Contains("restore the newest backup", refused.Message);
    }

    [Fact]
    public void Folder()
    {
        Directory.CreateDirectory(Path);

        var refused = OpenStore.Refused(Path);

        Assert.Equal(SqliteStoreProblem.CannotOpen, refused.Problem);
        Assert.Contains("is a folder", refused.Message);
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Missing_folder()
    {
        var refused = OpenStore.Refused(_folder.File("missing/farm.db"));

        Assert.Equal(SqliteStoreProblem.CannotOpen, refused.Problem);
        Assert.Contains("does not exist", refused.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task An_empty_file_becomes_a_store()
    {
        await File.WriteAllBytesAsync(Path, []);

        await using var store = OpenStore.At(Path);

        await store.EnqueueAsync();
    }

    private SqliteStoreException AssertUntouched(SqliteStoreProblem problem, string? ignore = null)
    {
        if (ignore is null)
            File.Delete(Path + "-lock"); // of the store that was there before
        var before = Files.In(_folder);

        var refused = OpenStore.Refused(Path);

        Assert.Equal(problem, refused.Problem);
        Assert.Contains(Path, refused.Message);
        var after = Files.In(_folder);
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(before.Where(file => file.Key != ignore), file => Assert.Equal(file.Value, after[file.Key]));
        return refused;
    }
}
