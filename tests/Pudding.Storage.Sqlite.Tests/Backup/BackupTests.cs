using Microsoft.Data.Sqlite;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Tests.Support;
using SQLitePCL;

namespace Pudding.Storage.Sqlite.Tests.Backup;

public sealed class BackupTests : IDisposable
{
    private const int MoreThanOneStep = 6 << 20;

    private readonly TempFolder _folder = new();

    private string Path => _folder.File("farm.db");

    private string Target => _folder.File("backup.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_is_the_store_as_of_one_moment_although_others_write()
    {
        await using var store = OpenStore.At(Path);
        var session = await store.ConnectAsync("w1", slots: 10_000);
        await store.EnqueueAsync(payload: MoreThanOneStep);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(_ => WriteAsync(store, session, stop.Token)).ToList();

        for (var i = 0; i < 3; i++)
            SqliteBackup.Create(Path, _folder.File($"backup-{i}.db"), new Steps(() => WaitForWrite(store)), CancellationToken.None);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        var jobs = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            using var shell = new Shell(_folder.File($"backup-{i}.db"));
            shell.AssertWhole();
            jobs.Add(shell.Number("SELECT count(*) FROM job"));
        }

        Assert.Equal(jobs.Distinct().Order(), jobs);
        await using var copy = OpenStore.At(_folder.File("backup-2.db"));
        await copy.EnqueueAsync();
    }

    [Fact]
    public async Task A_backup_is_one_file_and_its_progress_ends_at_the_total()
    {
        await using var store = OpenStore.At(Path);
        var group = await store.EnqueueAsync(payload: MoreThanOneStep);
        var steps = new Steps();

        SqliteBackup.Create(Path, Target, steps);

        Assert.True(steps.All.Count > 1);
        Assert.Equal(steps.All[^1].Total, steps.All[^1].Done);
        Assert.Equal(["backup.db", "farm.db", "farm.db-lock", "farm.db-shm", "farm.db-wal"], Files.NamesIn(_folder));
        using var alone = new TempFolder();
        File.Copy(Target, alone.File("farm.db"));
        await using var copy = OpenStore.At(alone.File("farm.db"));
        Assert.NotNull(await copy.Stores.Jobs.FindGroupAsync(group.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_store_that_no_host_has_open_can_be_backed_up()
    {
        await using (var store = OpenStore.At(Path))
            await store.EnqueueAsync();

        SqliteBackup.Create(Path, Target);

        using var shell = new Shell(Target);
        Assert.Equal(1, shell.Number("SELECT count(*) FROM job"));
    }

    [Fact]
    public async Task A_store_whose_host_was_killed_can_be_backed_up()
    {
        using (var process = StoreProcess.Start(Path))
        {
            Assert.StartsWith("open ", await process.SaysAsync());
            await process.KillAsync();
        }

        Assert.True(new FileInfo(Path + "-wal").Length > 0);
        SqliteBackup.Create(Path, Target);

        using var shell = new Shell(Target);
        shell.AssertWhole();
        Assert.Equal(2, shell.Number("SELECT count(*) FROM job"));
    }

    [Fact]
    public async Task A_backup_that_is_given_up_leaves_nothing()
    {
        await using var store = OpenStore.At(Path);
        await store.EnqueueAsync(payload: MoreThanOneStep);
        var before = Files.NamesIn(_folder).ToList();
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => SqliteBackup.Create(Path, Target, new Steps(stop.Cancel), stop.Token));

        Assert.Equal(before, Files.NamesIn(_folder));
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten()
    {
        await OpenStore.At(Path).DisposeAsync();
        await File.WriteAllTextAsync(Target, "Precious.");

        var refused = Assert.Throws<SqliteStoreException>(() => SqliteBackup.Create(Path, Target));

        Assert.Contains("is there already", refused.Message);
        Assert.Equal("Precious.", await File.ReadAllTextAsync(Target));
    }

    [Fact]
    public async Task Of_two_backups_to_the_same_name_one_is_refused_and_the_other_stays()
    {
        await using var store = OpenStore.At(Path);
        await store.EnqueueAsync(payload: MoreThanOneStep);
        var isSecond = false;
        var first = new Steps(() =>
        {
            if (!isSecond)
            {
                isSecond = true;
                SqliteBackup.Create(Path, Target);
            }
        });

        var refused = Assert.Throws<SqliteStoreException>(() => SqliteBackup.Create(Path, Target, first));

        Assert.Contains("is there already", refused.Message);
        using var shell = new Shell(Target);
        shell.AssertWhole();
        Assert.DoesNotContain(Files.NamesIn(_folder), name => name.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_whose_log_is_damaged_at_its_beginning_is_not_backed_up()
    {
        await using (var store = OpenStore.At(Path))
        {
            await store.EnqueueAsync();
            Files.CopyAsKilled(Path, _folder.File("killed.db"));
        }

        Files.Overwrite(_folder.File("killed.db-wal"), at: 8, 1, 2, 3, 4);

        var refused = Assert.Throws<SqliteStoreException>(() => SqliteBackup.Create(_folder.File("killed.db"), Target));

        Assert.Equal(SqliteStoreProblem.Damaged, refused.Problem);
        Assert.Contains("killed.db-wal", refused.Message);
        Assert.False(File.Exists(Target));
    }

    [Theory]
    [InlineData(raw.SQLITE_IOERR_READ, true)]
    [InlineData(raw.SQLITE_IOERR_SHORT_READ, true)]
    [InlineData(raw.SQLITE_BUSY, true)]
    [InlineData(raw.SQLITE_LOCKED, true)]
    [InlineData(raw.SQLITE_CORRUPT, true)]
    [InlineData(raw.SQLITE_FULL, false)]
    [InlineData(raw.SQLITE_IOERR_WRITE, false)]
    [InlineData(raw.SQLITE_IOERR_FSYNC, false)]
    public void Failures_of_a_copy_are_told_apart_by_which_file_they_are_of(int result, bool isOfReading) =>
        Assert.Equal(isOfReading, Failures.IsOfReading(new SqliteException("Failed.", result & 0xFF, result)));

    [Theory]
    [InlineData("missing.db", SqliteStoreProblem.CannotOpen)]
    [InlineData("text.db", SqliteStoreProblem.NotAStore)]
    [InlineData("empty.db", SqliteStoreProblem.NotAStore)]
    [InlineData("damaged.db", SqliteStoreProblem.Damaged)]
    public async Task What_is_no_whole_store_is_refused(string source, SqliteStoreProblem problem)
    {
        await MakeBadAsync(_folder, source);

        var refused = Assert.Throws<SqliteStoreException>(() => SqliteBackup.Create(_folder.File(source), Target));

        Assert.Equal(problem, refused.Problem);
        Assert.Contains(_folder.File(source), refused.Message);
        Assert.DoesNotContain(Files.NamesIn(_folder), name => name.StartsWith("backup.db", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_full_disk_is_named_and_nothing_is_left_on_it()
    {
        using var disk = new Disk(megabytes: 2);
        await using var store = OpenStore.At(Path);
        await store.EnqueueAsync(payload: MoreThanOneStep);

        var refused = Assert.Throws<SqliteStoreException>(() => SqliteBackup.Create(Path, disk.File("backup.db")));

        Assert.Equal(SqliteStoreProblem.DiskFull, refused.Problem);
        Assert.Contains(disk.File("backup.db"), refused.Message);
        Assert.Empty(Directory.GetFiles(disk.File("")));
    }

    internal static async Task MakeBadAsync(TempFolder folder, string name)
    {
        switch (name)
        {
            case "text.db":
                await File.WriteAllTextAsync(folder.File(name), string.Concat(Enumerable.Repeat("This is no database. ", 100)));
                break;
            case "empty.db":
                await File.WriteAllBytesAsync(folder.File(name), []);
                break;
            case "damaged.db":
                await using (var store = OpenStore.At(folder.File(name)))
                    await store.EnqueueAsync(jobs: 200);
                var noise = new byte[4096];
                new Random(1).NextBytes(noise);
                using (var shell = new Shell(folder.File(name)))
                    Files.Overwrite(folder.File(name), (shell.Number("SELECT rootpage FROM sqlite_schema WHERE name = 'job'") - 1) * 4096, noise);
                break;
        }
    }

    private static void WaitForWrite(OpenStore store) => store.Database.WriteAsync(_ => true, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static async Task WriteAsync(OpenStore store, long session, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var group = await store.EnqueueAsync(jobs: 3);
            await store.ClaimAsync("w1", session, group.Jobs);
        }
    }
}
