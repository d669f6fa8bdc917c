using System.Collections.Concurrent;
using Pudding.Jobs;
using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Faults;

public sealed class FullDiskTests
{
    [SkippableFact]
    public async Task Calls_fail_with_what_to_do_and_the_store_goes_on_when_there_is_room()
    {
        using var disk = new Disk(megabytes: 8);
        disk.Fill(leftBytes: 3 << 20);
        await using var store = OpenStore.At(disk.File("farm.db"));
        var session = await store.ConnectAsync("w1", slots: 5);
        var first = await store.EnqueueAsync(jobs: 5);
        Assert.All(await store.ClaimAsync("w1", session, first.Jobs), claimed => Assert.Equal(ClaimStatus.Claimed, claimed.Status));

        var (done, failed) = (new ConcurrentBag<JobGroupId>(), new ConcurrentBag<JobGroupId>());
        var failures = new ConcurrentBag<Exception>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FillAsync(store, done, failed, failures)).Append(BeatAsync(store, session, failures)));

        Assert.NotEmpty(done);
        Assert.All(failures, AssertFull);
        Assert.Contains(first.Jobs[0].Id, (await store.Stores.Jobs.ReadActiveAsync(CancellationToken.None)).Select(job => job.Id)); // who reads isn't affected
        disk.MakeRoom();

        done.Add((await store.EnqueueAsync()).Id);
        await store.Stores.Workers.HeartbeatAsync(Work.Beat("w1", session, long.MaxValue, 0, []), CancellationToken.None);
        foreach (var group in done)
            Assert.NotNull(await store.Stores.Jobs.FindGroupAsync(group, CancellationToken.None));
        foreach (var group in failed)
            Assert.Null(await store.Stores.Jobs.FindGroupAsync(group, CancellationToken.None));
        using var shell = new Shell(disk.File("farm.db"));
        shell.AssertWhole();
    }

    [SkippableFact]
    public async Task A_new_store_does_not_open_on_a_full_disk()
    {
        using var disk = new Disk(megabytes: 2);
        disk.Fill();

        AssertFull(OpenStore.Refused(disk.File("farm.db")));

        disk.MakeRoom();
        await using var store = OpenStore.At(disk.File("farm.db"));
        await store.EnqueueAsync();
    }

    [SkippableFact]
    public async Task A_store_does_not_open_on_a_full_disk_and_loses_nothing()
    {
        using var disk = new Disk(megabytes: 2);
        JobGroup group;
        await using (var store = OpenStore.At(disk.File("farm.db")))
            group = await store.EnqueueAsync();
        disk.Fill();

        AssertFull(OpenStore.Refused(disk.File("farm.db")));

        disk.MakeRoom();
        await using var later = OpenStore.At(disk.File("farm.db"));
        Assert.NotNull(await later.Stores.Jobs.FindGroupAsync(group.Id, CancellationToken.None));
    }

    private static async Task FillAsync(OpenStore store, ConcurrentBag<JobGroupId> done, ConcurrentBag<JobGroupId> failed, ConcurrentBag<Exception> failures)
    {
        for (var refused = 0; refused < 5;)
        {
            var group = Work.Group(jobs: 3, payload: 5000);
            try
            {
                await store.Stores.Jobs.EnqueueAsync(group, CancellationToken.None);
                done.Add(group.Id);
            }
            catch (Exception failure)
            {
                failed.Add(group.Id);
                failures.Add(failure);
                refused++;
            }
        }
    }

    private static async Task BeatAsync(OpenStore store, long session, ConcurrentBag<Exception> failures)
    {
        for (long sequence = 2, refused = 0; refused < 5; sequence++)
        {
            try
            {
                await store.Stores.Workers.HeartbeatAsync(Work.Beat("w1", session, sequence, 0, []), CancellationToken.None);
            }
            catch (Exception failure)
            {
                failures.Add(failure);
                refused++;
            }
        }
    }

    private static void AssertFull(Exception failure)
    {
        var problem = failure as SqliteStoreException ?? Assert.IsType<SqliteStoreException>(Assert.IsType<JobStoreUnavailableException>(failure).InnerException);
        Assert.Equal(SqliteStoreProblem.DiskFull, problem.Problem);
        Assert.Contains("is full", failure.Message);
        Assert.Contains("Make room", failure.Message);
    }
}
