using Pudding.Storage;

namespace Pudding.Tests.Storage;

public sealed class ChangeHubTests
{
    [Fact]
    public async Task Hints_begin_with_missed_and_a_reader_that_falls_behind_is_told_so_again()
    {
        var hub = new ChangeHub();
        await using var reader = hub.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(StoreChangeKind.Missed, reader.Current.Kind);

        hub.Publish(new StoreChange { Kind = StoreChangeKind.Policies });
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(StoreChangeKind.Policies, reader.Current.Kind);

        for (var i = 0; i < 5000; i++)
            hub.Publish(new StoreChange { Kind = StoreChangeKind.Offered });
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(StoreChangeKind.Missed, reader.Current.Kind);
    }
}
