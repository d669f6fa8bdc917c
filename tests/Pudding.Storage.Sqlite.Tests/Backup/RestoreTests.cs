using Pudding.Storage.Sqlite.Tests.Support;
using Pudding.Workers;

namespace Pudding.Storage.Sqlite.Tests.Backup;

public sealed class RestoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly TempFolder _folder = new();

    private string Path => _folder.File("farm.db");

    private string Copy => _folder.File("backup.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_workers_hold_from_after_the_backup_is_refused()
    {
        long formerSession, formerToken, formerEpoch, formerEvent;
        Pudding.Jobs.JobGroup group;
        await using (var store = OpenStore.At(Path))
        {
            group = await store.EnqueueAsync(jobs: 2);
            SqliteBackup.Create(Path, Copy);
            formerSession = await store.ConnectAsync("w1", slots: 5);
            formerToken = (await store.ClaimAsync("w1", formerSession, group.Jobs.Take(1))).Single().FencingToken;
            formerEpoch = (await store.Stores.Baton.AcquireAsync("scheduler", TimeSpan.FromMinutes(1), CancellationToken.None))!.Value;
            formerEvent = await store.Stores.Events.LatestAsync(CancellationToken.None);
        }

        SqliteBackup.Restore(Copy, Path, Now);

        await using var restored = OpenStore.At(Path);
        var lease = new LeaseKey(group.Jobs[0].Id, formerToken);
        var reply = await restored.Stores.Workers.HeartbeatAsync(Work.Beat("w1", formerSession, 2, 0, [lease]), CancellationToken.None);
        Assert.Equal(HeartbeatStatus.UnknownSession, reply.Status);
        var session = await restored.ConnectAsync("w1", slots: 5);
        Assert.InRange(session, formerSession + (1L << 32), long.MaxValue);
        var claim = (await restored.ClaimAsync("w1", session, group.Jobs.Take(1))).Single();
        Assert.Equal(ClaimStatus.Claimed, claim.Status);
        Assert.InRange(claim.FencingToken, formerToken + (1L << 32), long.MaxValue);
        Assert.InRange(await restored.Stores.Events.LatestAsync(CancellationToken.None), formerEvent + (1L << 32), long.MaxValue);
        Assert.InRange((await restored.Stores.Baton.AcquireAsync("other", TimeSpan.FromMinutes(1), CancellationToken.None)) ?? formerEpoch + (1L << 32), formerEpoch + (1L << 32), long.MaxValue);
    }

    [Fact]
    public async Task Numbers_go_on_further_when_the_same_backup_is_restored_again()
    {
        await using (var store = OpenStore.At(Path))
            SqliteBackup.Create(Path, Copy);

        SqliteBackup.Restore(Copy, Path, Now.AddMinutes(1));
        var first = await ConnectAsync();
        SqliteBackup.Restore(Copy, Path, Now.AddMinutes(2));
        var second = await ConnectAsync();

        Assert.InRange(second - first, 1_000_000, long.MaxValue);
    }

    [Fact]
    public async Task Who_has_seen_all_events_has_missed_none()
    {
        long behind;
        await using (var store = OpenStore.At(Path))
        {
            await store.EnqueueAsync();
            behind = await store.Stores.Events.LatestAsync(CancellationToken.None);
            await store.EnqueueAsync();
            await store.Stores.Events.SaveCursorAsync("behind", behind, CancellationToken.None);
            await store.Stores.Events.SaveCursorAsync("at-end", await store.Stores.Events.LatestAsync(CancellationToken.None), CancellationToken.None);
            SqliteBackup.Create(Path, Copy);
        }

        using (var shell = new Shell(Copy))
            shell.Run("UPDATE usage_state SET cursor = (SELECT event FROM estate)");

        SqliteBackup.Restore(Copy, Path, Now);

        using (var shell = new Shell(Path))
        {
            shell.Run("DELETE FROM event"); // as retention does in time
            Assert.Equal(shell.Number("SELECT event FROM estate"), shell.Number("SELECT cursor FROM usage_state"));
        }

        await using var restored = OpenStore.At(Path);
        await restored.EnqueueAsync();
        var cursors = await restored.Stores.Events.ReadCursorsAsync(CancellationToken.None);
        Assert.Equal(behind, cursors["behind"]);
        var page = await restored.Stores.Events.ReadAsync(cursors["at-end"], 10, CancellationToken.None);
        Assert.Equal(0, page.Missed);
        Assert.NotEmpty(page.Events);
    }

    [Fact]
    public async Task The_former_file_is_put_aside_whole()
    {
        using (var process = StoreProcess.Start(Path))
        {
            Assert.StartsWith("open ", await process.SaysAsync());
            SqliteBackup.Create(Path, Copy);
            await process.KillAsync();
        }

        var log = await File.ReadAllBytesAsync(Path + "-wal");

        var aside = SqliteBackup.Restore(Copy, Path, Now);

        Assert.Equal($"{Path}.before-restore-{Now:yyyyMMdd-HHmmss}", aside);
        Assert.Equal(log, await File.ReadAllBytesAsync(aside + "-wal"));
        Assert.False(File.Exists(Path + "-wal"));
        await using var former = OpenStore.At(aside!);
        Assert.Equal(2, await former.Stores.Queries.CountAsync(new(), CancellationToken.None));
        await using var restored = OpenStore.At(Path);
        Assert.Equal(2, await restored.Stores.Queries.CountAsync(new(), CancellationToken.None));
    }

    [Fact]
    public async Task A_backup_is_restored_where_there_is_nothing()
    {
        await using (var store = OpenStore.At(Path))
        {
            await store.EnqueueAsync();
            SqliteBackup.Create(Path, Copy);
        }

        Assert.Null(SqliteBackup.Restore(Copy, _folder.File("new.db"), Now));

        await using var restored = OpenStore.At(_folder.File("new.db"));
        Assert.Equal(1, await restored.Stores.Queries.CountAsync(new(), CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_is_restored_under_a_host()
    {
        await using var store = OpenStore.At(Path);
        SqliteBackup.Create(Path, Copy);
        var before = Files.NamesIn(_folder).ToList();

        var refused = Assert.Throws<SqliteStoreException>(() => SqliteBackup.Restore(Copy, Path, Now));

        Assert.Equal(SqliteStoreProblem.InUse, refused.Problem);
        Assert.Contains("Stop it first", refused.Message);
        Assert.Equal(before, Files.NamesIn(_folder));
        await store.EnqueueAsync();
    }

    [Theory]
    [InlineData("missing.db", SqliteStoreProblem.CannotOpen)]
    [InlineData("text.db", SqliteStoreProblem.NotAStore)]
    [InlineData("empty.db", SqliteStoreProblem.NotAStore)]
    [InlineData("damaged.db", SqliteStoreProblem.Damaged)]
    public async Task What_is_no_whole_backup_changes_nothing(string backup, SqliteStoreProblem problem)
    {
        await OpenStore.At(Path).DisposeAsync();
        using var other = new TempFolder();
        await BackupTests.MakeBadAsync(other, backup);
        var before = Files.In(_folder);

        var refused = Assert.Throws<SqliteStoreException>(() => SqliteBackup.Restore(other.File(backup), Path, Now));

        Assert.Equal(problem, refused.Problem);
        Assert.Contains(other.File(backup), refused.Message);
        Assert.Equal(before, Files.In(_folder));
    }

    [Fact]
    public async Task A_restore_that_is_given_up_changes_nothing()
    {
        await using (var store = OpenStore.At(Path))
            await store.EnqueueAsync(payload: 6 << 20);
        SqliteBackup.Create(Path, Copy);
        foreach (var suffix in new[] { "-wal", "-shm" })
            File.Delete(Path + suffix);
        var before = Files.In(_folder);
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => SqliteBackup.Restore(Copy, Path, Now, new Steps(stop.Cancel), stop.Token));

        Assert.Equal(before, Files.In(_folder));
    }

    private async Task<long> ConnectAsync()
    {
        await using var store = OpenStore.At(Path);
        return await store.ConnectAsync("w1", slots: 1);
    }
}
