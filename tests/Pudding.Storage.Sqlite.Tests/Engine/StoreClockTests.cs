using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Engine;

public sealed class StoreClockTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SkewedClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task Time_goes_on_evenly_when_the_clock_is_set(int hours)
    {
        await using var store = Open();
        var before = store.Database.Moment.Time;

        _clock.Skew += TimeSpan.FromHours(hours);
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(3).Ticks, store.Database.Moment.Time - before);
    }

    [Fact]
    public async Task Time_that_passes_while_the_store_is_closed_counts()
    {
        var written = await WriteAndCloseAsync();

        _clock.Advance(TimeSpan.FromHours(5));

        await using var store = Open();
        Assert.Equal(TimeSpan.FromHours(5).Ticks, store.Database.Moment.Time - written);
    }

    [Fact]
    public async Task Time_does_not_go_back_when_the_clock_is_set_back_while_the_store_is_closed()
    {
        var written = await WriteAndCloseAsync();

        _clock.Skew -= TimeSpan.FromDays(2);

        await using var store = Open();
        Assert.Equal(written, store.Database.Moment.Time);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1).Ticks, store.Database.Moment.Time - written);
    }

    [Fact]
    public async Task What_nobody_waited_for_does_not_set_the_time_back()
    {
        await WriteAndCloseAsync();
        await using (var store = Open())
        {
            using var gate = new Gate(store);
            using var givenUp = new CancellationTokenSource();
            await gate.EnteredAsync();
            _clock.Advance(TimeSpan.FromSeconds(1)); // so that the next transaction is not the gate's
            var call = store.Database.WriteAsync(_ => true, givenUp.Token).AsTask();
            await givenUp.CancelAsync();
            gate.Open();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        using var shell = new Shell(_folder.File("farm.db"));
        Assert.InRange(shell.Number("SELECT time_utc FROM estate"), _clock.GetUtcNow().UtcTicks - TimeSpan.TicksPerSecond, _clock.GetUtcNow().UtcTicks);
    }

    private OpenStore Open() => OpenStore.At(_folder.File("farm.db"), clock: _clock);

    private async Task<long> WriteAndCloseAsync()
    {
        await using var store = Open();
        await store.EnqueueAsync();
        return store.Database.Moment.Time;
    }
}
