using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Faults;

public sealed class LockedTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("BEGIN IMMEDIATE")]
    [InlineData("BEGIN EXCLUSIVE")]
    public async Task Calls_fail_while_another_program_holds_a_lock_and_then_go_on(string begin)
    {
        using var folder = new TempFolder();
        await using var store = OpenStore.At(folder.File("farm.db"), Soon);
        var group = await store.EnqueueAsync();
        using var shell = new Shell(folder.File("farm.db"));
        shell.Run(begin);

        var locked = await Assert.ThrowsAsync<JobStoreUnavailableException>(() => store.EnqueueAsync());

        Assert.Equal(SqliteStoreProblem.Locked, Assert.IsType<SqliteStoreException>(locked.InnerException).Problem);
        Assert.Contains("End that program", locked.Message);
        Assert.NotNull(await store.Stores.Jobs.FindGroupAsync(group.Id, CancellationToken.None)); // who reads isn't affected
        shell.Run("ROLLBACK");
        await store.EnqueueAsync();
        shell.AssertWhole();
    }

    [Fact]
    public async Task A_call_that_was_carried_out_is_not_carried_out_again_when_the_next_one_fails()
    {
        using var folder = new TempFolder();
        await using var store = OpenStore.At(folder.File("farm.db"), Soon);
        var runs = 0;
        await store.Database.WriteAsync(_ => ++runs, CancellationToken.None);
        using var shell = new Shell(folder.File("farm.db"));
        shell.Run("BEGIN IMMEDIATE");

        var calls = Enumerable.Range(0, 10).Select(_ => Assert.ThrowsAsync<JobStoreUnavailableException>(() => store.EnqueueAsync()));
        await Eventually.CompletesAsync("all have failed, without waiting for each other", Task.WhenAll(calls));

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_store_does_not_open_while_another_program_holds_a_lock()
    {
        using var folder = new TempFolder();
        await OpenStore.At(folder.File("farm.db")).DisposeAsync();
        using var shell = new Shell(folder.File("farm.db"));
        shell.Run("BEGIN EXCLUSIVE");

        Assert.Equal(SqliteStoreProblem.Locked, OpenStore.Refused(folder.File("farm.db"), Soon).Problem);

        shell.Run("ROLLBACK");
        await OpenStore.At(folder.File("farm.db"), Soon).DisposeAsync();
    }
}
