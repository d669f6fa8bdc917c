using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Faults;

public sealed class DamageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Path => _folder.File("farm.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Calls_that_meet_a_damaged_page_fail_with_what_to_do()
    {
        await using (var store = OpenStore.At(Path))
        {
            for (var i = 0; i < 50; i++)
                await store.EnqueueAsync(jobs: 5);
        }

        var noise = new byte[4096];
        new Random(1).NextBytes(noise);
        using (var shell = new Shell(Path))
        {
            foreach (var root in shell.Ask("SELECT rootpage FROM sqlite_schema WHERE name IN ('job', 'job_content', 'job_open')"))
                Files.Overwrite(Path, ((long)root[0] - 1) * 4096, noise);
        }

        await using var damaged = OpenStore.At(Path);
        foreach (var call in new Func<Task>[] { () => damaged.EnqueueAsync(), () => damaged.Stores.Queries.CountAsync(new(), CancellationToken.None).AsTask() })
        {
            var failure = await Assert.ThrowsAsync<JobStoreUnavailableException>(call);
            Assert.Equal(SqliteStoreProblem.Damaged, Assert.IsType<SqliteStoreException>(failure.InnerException).Problem);
            Assert.Contains("restore the newest backup", failure.Message);
        }
    }

    [Fact]
    public async Task A_store_that_was_cut_off_does_not_open()
    {
        await using (var store = OpenStore.At(Path))
            await store.EnqueueAsync(jobs: 100);
        using (var file = File.OpenWrite(Path))
            file.SetLength(file.Length / 2);
        var before = Files.In(_folder);

        var refused = OpenStore.Refused(Path);

        Assert.Equal(SqliteStoreProblem.Damaged, refused.Problem);
        Assert.Equal(before, Files.In(_folder));
    }

    [Fact]
    public async Task A_store_whose_log_begins_with_noise_does_not_open()
    {
        await using (var store = OpenStore.At(Path))
        {
            await store.EnqueueAsync();
            Files.CopyAsKilled(Path, _folder.File("killed.db"));
        }

        Files.Overwrite(_folder.File("killed.db-wal"), at: 8, 1, 2, 3, 4);
        var (file, log) = (await File.ReadAllBytesAsync(_folder.File("killed.db")), await File.ReadAllBytesAsync(_folder.File("killed.db-wal")));

        var refused = OpenStore.Refused(_folder.File("killed.db"));

        Assert.Equal(SqliteStoreProblem.Damaged, refused.Problem);
        Assert.Contains("killed.db-wal", refused.Message);
        Assert.Equal(file, await File.ReadAllBytesAsync(_folder.File("killed.db")));
        Assert.Equal(log, await File.ReadAllBytesAsync(_folder.File("killed.db-wal")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_whose_database_is_missing_while_its_log_is_there_does_not_open(bool isEmpty)
    {
        await using (var store = OpenStore.At(Path))
        {
            await store.EnqueueAsync();
            File.Copy(Path + "-wal", _folder.File("moved.db-wal"));
        }

        if (isEmpty)
            await File.WriteAllBytesAsync(_folder.File("moved.db"), []);
        var log = await File.ReadAllBytesAsync(_folder.File("moved.db-wal"));

        var refused = OpenStore.Refused(_folder.File("moved.db"));

        Assert.Equal(SqliteStoreProblem.Damaged, refused.Problem);
        Assert.Contains("Put both together again", refused.Message);
        Assert.Equal(isEmpty, File.Exists(_folder.File("moved.db")));
        Assert.Equal(log, await File.ReadAllBytesAsync(_folder.File("moved.db-wal")));
    }

    /// <summary>SQLite can't tell it from what a loss of power cut off: it goes back to the last transaction that is whole.</summary>
    [Fact]
    public async Task A_store_whose_log_is_damaged_further_on_is_as_it_was_before_that()
    {
        await using var store = OpenStore.At(Path);
        var first = await store.EnqueueAsync();
        var length = new FileInfo(Path + "-wal").Length;
        var second = await store.EnqueueAsync();
        Files.CopyAsKilled(Path, _folder.File("killed.db"));
        Files.Overwrite(_folder.File("killed.db-wal"), length + 100, 1, 2, 3, 4);

        await using var damaged = OpenStore.At(_folder.File("killed.db"));

        Assert.NotNull(await damaged.Stores.Jobs.FindGroupAsync(first.Id, CancellationToken.None));
        Assert.Null(await damaged.Stores.Jobs.FindGroupAsync(second.Id, CancellationToken.None));
        using var shell = new Shell(_folder.File("killed.db"));
        shell.AssertWhole();
    }
}
