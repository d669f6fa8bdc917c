using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Backup;

/// <summary>A restore that is killed or fails between its moves loses nothing, and no host takes what is left for the store.</summary>
public sealed class InterruptedRestoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly TempFolder _folder = new();

    private string Path => _folder.File("farm.db");

    private string Copy => _folder.File("backup.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_log_without_its_database_does_not_undo_a_restore()
    {
        await MakeKilledAsync();
        var log = await File.ReadAllBytesAsync(Path + "-wal");
        File.Delete(Path);

        Assert.Null(SqliteBackup.Restore(Copy, Path, Now));

        Assert.False(File.Exists(Path + "-wal"));
        Assert.Equal(log, await File.ReadAllBytesAsync($"{Path}.before-restore-{Now:yyyyMMdd-HHmmss}-wal"));
        await AssertJobsAsync(1);
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-wal", "")]
    public async Task A_restore_that_was_killed_between_its_moves_is_run_again(params string[] moved)
    {
        await MakeKilledAsync();
        var former = new RestoreFiles(Path, Now.AddHours(-1));
        File.Copy(Copy, former.Part);
        var main = await File.ReadAllBytesAsync(Path);
        var log = await File.ReadAllBytesAsync(Path + "-wal");
        foreach (var suffix in moved)
            File.Move(Path + suffix, $"{Path}.before-restore-{Now.AddHours(-1):yyyyMMdd-HHmmss}{suffix}");

        var refused = OpenStore.Refused(Path);

        Assert.Equal(SqliteStoreProblem.Damaged, refused.Problem);
        Assert.Contains("interrupted. Run it again", refused.Message);
        var aside = SqliteBackup.Restore(Copy, Path, Now);
        Assert.Equal(main, await File.ReadAllBytesAsync(aside!));
        Assert.Equal(log, await File.ReadAllBytesAsync(aside + "-wal"));
        Assert.False(File.Exists(former.Part));
        await AssertJobsAsync(1);
    }

    [Fact]
    public async Task A_restore_whose_last_move_fails_puts_the_former_files_back()
    {
        await MakeKilledAsync();
        var before = Files.In(_folder);
        var files = new RestoreFiles(Path, Now);

        Assert.ThrowsAny<IOException>(files.Exchange); // there is no part to move

        files.End();
        Assert.Equal(before, Files.In(_folder));
        await AssertJobsAsync(3);
    }

    [Fact]
    public async Task A_part_whose_restore_was_killed_before_its_moves_is_no_obstacle()
    {
        await MakeKilledAsync();
        var part = new RestoreFiles(Path, Now.AddHours(-1)).Part;
        File.Copy(Copy, part);

        await AssertJobsAsync(3);
        SqliteBackup.Restore(Copy, Path, Now);

        Assert.False(File.Exists(part));
        await AssertJobsAsync(1);
    }

    /// <summary>A store of three jobs, of which two are in the log only, and a backup with the first.</summary>
    private async Task MakeKilledAsync()
    {
        using var other = new TempFolder();
        await using var store = OpenStore.At(other.File("farm.db"));
        await store.EnqueueAsync();
        SqliteBackup.Create(other.File("farm.db"), Copy);
        await store.EnqueueAsync(jobs: 2);
        Files.CopyAsKilled(other.File("farm.db"), Path);
    }

    private async Task AssertJobsAsync(int count)
    {
        await using var store = OpenStore.At(Path);
        Assert.Equal(count, await store.Stores.Queries.CountAsync(new(), CancellationToken.None));
    }
}
