using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Engine;

public sealed class GroupCommitTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SkewedClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_call_that_throws_fails_alone()
    {
        await using var store = Open();
        var runs = 0;
        using var gate = new Gate(store);
        await gate.EnteredAsync();
        var before = Note(store, "before", () => runs++);
        var throwing = store.Database.WriteAsync<bool>(
            transaction =>
            {
                Note(transaction, "throwing");
                throw new InvalidOperationException("A bug.");
            },
            CancellationToken.None).AsTask();
        var after = Note(store, "after");
        gate.Open();

        Assert.Equal("A bug.", (await Assert.ThrowsAsync<InvalidOperationException>(() => throwing)).Message);
        await Task.WhenAll(gate.Passed, before, after);
        Assert.Equal(2, runs); // once with the one that throws
        Assert.Equal(["after", "before"], (await store.Stores.Events.ReadCursorsAsync(CancellationToken.None)).Keys.Order());
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_does_nothing()
    {
        await using var store = Open();
        using var cancelled = new CancellationTokenSource();
        using var gate = new Gate(store);
        await gate.EnteredAsync();
        var call = store.Database.WriteAsync(transaction => Note(transaction, "cancelled"), cancelled.Token).AsTask();
        var other = Note(store, "other");
        await cancelled.CancelAsync();
        gate.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await other;
        Assert.Equal("other", Assert.Single(await store.Stores.Events.ReadCursorsAsync(CancellationToken.None)).Key);
    }

    [Fact]
    public async Task What_was_taken_completes_when_the_store_is_closed_and_nothing_is_taken_after()
    {
        var store = Open();
        Task closed;
        Task[] calls;
        using (var gate = new Gate(store))
        {
            await gate.EnteredAsync();
            calls = [.. Enumerable.Range(0, 300).Select(i => Note(store, $"call {i}"))];
            closed = store.Database.DisposeAsync().AsTask();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => Note(store, "late"));
            Assert.False(closed.IsCompleted);
        }

        await Task.WhenAll(calls);
        await closed;

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.Database.ReadAsync(_ => true, CancellationToken.None).AsTask());
        Assert.Throws<ObjectDisposedException>(() => store.Database.Moment);
        await store.DisposeAsync();
        Assert.False(File.Exists(_folder.File("farm.db-wal")));
        await using var later = Open();
        Assert.Equal(300, (await later.Stores.Events.ReadCursorsAsync(CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_search_ends_when_nobody_waits_for_it_any_more()
    {
        await using var store = Open();
        using var patience = new CancellationTokenSource();
        var begun = new TaskCompletionSource();

        var search = store.Database.ReadAsync(
            connection =>
            {
                begun.SetResult();
                return connection.Scalar("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"); // has no end
            },
            patience.Token).AsTask();
        await begun.Task;
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        Assert.Null(await store.Stores.Jobs.FindJobAsync(new Pudding.Jobs.JobId(Guid.CreateVersion7()), CancellationToken.None));
    }

    [Fact]
    public async Task A_search_that_begins_when_nobody_waits_for_it_any_more_ends_too()
    {
        await using var store = Open();
        using var patience = new CancellationTokenSource();

        var search = store.Database.ReadAsync(
            connection =>
            {
                patience.Cancel();
                return connection.Scalar("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"); // has no end
            },
            patience.Token).AsTask();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
    }

    [Fact]
    public async Task Who_is_given_a_hint_sees_the_change()
    {
        await using var store = Open();
        var (seen, calls) = (0, new List<Task>());
        await foreach (var hint in store.Stores.Changes.WatchAsync(CancellationToken.None))
        {
            if (hint.Kind == StoreChangeKind.Missed)
                calls = [.. Enumerable.Range(0, 100).Select(_ => store.EnqueueAsync())];
            if (hint.Kind != StoreChangeKind.Ready)
                continue;
            Assert.NotNull(await store.Stores.Jobs.FindGroupAsync(hint.GroupId, CancellationToken.None));
            if (++seen == 100)
                break;
        }

        await Task.WhenAll(calls);
    }

    private static bool Note(Transaction transaction, string name) => transaction.Db.Execute("INSERT INTO consumer (name, cursor) VALUES (?1, 0)", name) == 1;

    private static Task<bool> Note(OpenStore store, string name, Action? also = null) => store.Database.WriteAsync(
        transaction =>
        {
            also?.Invoke();
            return Note(transaction, name);
        },
        CancellationToken.None).AsTask();

    private OpenStore Open() => OpenStore.At(_folder.File("farm.db"), clock: _clock);
}
