using Pudding.Events;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Usage;

namespace Pudding.Tests.Usage;

public sealed class UsageRaceTests : IDisposable
{
    private readonly UsageFarm _farm = new();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task Two_who_count_at_once_count_everything_once()
    {
        // The second one always comes between what the first has read and what it writes.
        var second = _farm.Another();
        var first = _farm.Another(events: new Interrupted(_farm.Farm.Get<IEventStore>(), async () => await second.RunOnceAsync(CancellationToken.None)));
        for (var round = 0; round < 5; round++)
        {
            await _farm.BeginAsync("w", "a/x");
            _farm.Pass(10);
            await _farm.EndAsync("w");
            Assert.True(await first.RunOnceAsync(CancellationToken.None)); // refused: there is more to do
        }

        Assert.False(await first.RunOnceAsync(CancellationToken.None));
        await AssertFiveTimesTenMinutesAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_store_fails_whether_it_has_written_or_not_everything_is_counted_once(bool isDone)
    {
        var store = new Failing(_farm.Farm.Get<IUsageStore>()) { IsDone = isDone };
        var counting = _farm.Another(store);
        for (var round = 0; round < 5; round++)
        {
            await _farm.BeginAsync("w", "a/x");
            _farm.Pass(10);
            await _farm.EndAsync("w");
            store.IsFailing = true;
            await Assert.ThrowsAsync<JobStoreUnavailableException>(async () => await counting.RunOnceAsync(CancellationToken.None));
            store.IsFailing = false;
            if (round % 2 == 0)
                await counting.RunOnceAsync(CancellationToken.None);
        }

        await counting.RunOnceAsync(CancellationToken.None);
        await AssertFiveTimesTenMinutesAsync();
    }

    private async Task AssertFiveTimesTenMinutesAsync()
    {
        var day = Assert.Single(await _farm.ReadAsync());
        Assert.Equal((3000m, 1, 5, 5, 5), (day.SlotSeconds, day.PeakConcurrency, day.Enqueued, day.Started, day.Succeeded));
        Assert.Equal(await _farm.Farm.Get<IEventStore>().LatestAsync(CancellationToken.None), await _farm.Farm.Get<IEventStore>().ReadCursorAsync(UsageProjector.Consumer, CancellationToken.None));
    }

    /// <summary>Something happens after each read.</summary>
    private sealed class Interrupted(IEventStore events, Func<Task> then) : IEventStore
    {
        public async ValueTask<EventPage> ReadAsync(long afterSequence, int limit, CancellationToken cancellationToken)
        {
            var page = await events.ReadAsync(afterSequence, limit, cancellationToken);
            await then();
            return page;
        }

        public ValueTask<long> LatestAsync(CancellationToken cancellationToken) => events.LatestAsync(cancellationToken);

        public ValueTask<long?> ReadCursorAsync(string consumer, CancellationToken cancellationToken) => events.ReadCursorAsync(consumer, cancellationToken);

        public ValueTask SaveCursorAsync(string consumer, long sequence, CancellationToken cancellationToken) =>
            events.SaveCursorAsync(consumer, sequence, cancellationToken);

        public ValueTask ForgetCursorAsync(string consumer, CancellationToken cancellationToken) => events.ForgetCursorAsync(consumer, cancellationToken);

        public ValueTask<IReadOnlyDictionary<string, long>> ReadCursorsAsync(CancellationToken cancellationToken) => events.ReadCursorsAsync(cancellationToken);
    }

    /// <summary>Adding fails when it is told so: before anything was done, or after it.</summary>
    private sealed class Failing(IUsageStore usage) : IUsageStore
    {
        public bool IsFailing { get; set; }

        public required bool IsDone { get; init; }

        public async ValueTask<bool> AddAsync(UsageChange change, CancellationToken cancellationToken)
        {
            if (!IsFailing)
                return await usage.AddAsync(change, cancellationToken);
            if (IsDone)
                await usage.AddAsync(change, cancellationToken);
            throw new JobStoreUnavailableException();
        }

        public ValueTask<UsageCheckpoint> ReadCheckpointAsync(CancellationToken cancellationToken) => usage.ReadCheckpointAsync(cancellationToken);

        public ValueTask<UsagePage> ReadAsync(UsageQuery query, UsageKey? after, int limit, CancellationToken cancellationToken) =>
            usage.ReadAsync(query, after, limit, cancellationToken);

        public ValueTask<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => usage.ForgetAsync(before, limit, cancellationToken);
    }
}
