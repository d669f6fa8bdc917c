using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Pudding.Storage;
using Pudding.Testing.Faults;

namespace Pudding.Testing.Tests.Faults;

public sealed class FaultPlanTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryHarness _harness = new();
    private readonly FaultPlan _plan;

    public FaultPlanTests() => _plan = new FaultPlan(_clock);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_call_that_fails_before_has_done_nothing_and_one_that_fails_after_has_done_it()
    {
        var (store, faulty) = await CreateAsync();
        _plan.Fail<IBatonStore>(Fault.Before, nameof(IBatonStore.AcquireAsync));
        await Assert.ThrowsAsync<JobStoreUnavailableException>(() => TakeAsync(faulty, "one"));
        _plan.Fail<IBatonStore>(Fault.After, nameof(IBatonStore.AcquireAsync));
        await Assert.ThrowsAsync<JobStoreUnavailableException>(() => TakeAsync(faulty, "two"));

        Assert.Null(await TakeAsync(store, "three"));
        Assert.Equal(1, await TakeAsync(faulty, "two"));
        Assert.Equal((3, 2), (_plan.Calls, _plan.Faults));
    }

    [Fact]
    public async Task A_script_counts_calls_of_its_interface_and_method()
    {
        var (_, faulty) = await CreateAsync();
        _plan.Fail<IEventStore>(Fault.Before, nameof(IEventStore.LatestAsync), after: 1, times: 2);
        var fails = new List<bool>();
        for (var i = 0; i < 5; i++)
        {
            await faulty.Events.ReadCursorsAsync(CancellationToken.None);
            await TakeAsync(faulty, "one");
            fails.Add(await FailsAsync(() => faulty.Events.LatestAsync(CancellationToken.None)));
        }

        Assert.Equal([false, true, true, false, false], fails);
    }

    [Fact]
    public async Task Any_call_can_be_made_to_fail_by_its_number()
    {
        var (_, faulty) = await CreateAsync();
        _plan.FailAny(Fault.Before, after: 1);
        Assert.False(await FailsAsync(() => faulty.Events.LatestAsync(CancellationToken.None)));
        Assert.True(await FailsAsync(() => faulty.Policies.ReadAsync(CancellationToken.None)));
        Assert.False(await FailsAsync(() => faulty.Jobs.ReadActiveAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task The_same_seed_fails_the_same_calls()
    {
        Assert.Equal(await PlayAsync(7), await PlayAsync(7));
        Assert.NotEqual(await PlayAsync(7), await PlayAsync(8));
        Assert.InRange((await PlayAsync(7)).Count(static failed => failed), 20, 80);

        async Task<List<bool>> PlayAsync(int seed)
        {
            var (_, faulty) = await CreateAsync();
            _plan.FailRandomly(seed, 0.25);
            var fails = new List<bool>();
            for (var i = 0; i < 200; i++)
                fails.Add(await FailsAsync(() => faulty.Events.LatestAsync(CancellationToken.None)));
            return fails;
        }
    }

    [Fact]
    public async Task A_store_is_away_from_one_time_to_another()
    {
        var (_, faulty) = await CreateAsync();
        var now = _clock.GetUtcNow();
        _plan.SetUnavailable(now.AddSeconds(10), now.AddSeconds(20));
        Assert.False(await FailsAsync(() => faulty.Events.LatestAsync(CancellationToken.None)));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await FailsAsync(() => faulty.Jobs.ReadActiveAsync(CancellationToken.None)));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(await FailsAsync(() => faulty.Events.LatestAsync(CancellationToken.None)));

        _plan.IsUnavailable = true;
        Assert.True(await FailsAsync(() => faulty.Events.LatestAsync(CancellationToken.None)));
        _plan.Clear();
        Assert.False(await FailsAsync(() => faulty.Events.LatestAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task A_delay_is_waited_for_on_the_clock_of_the_plan()
    {
        var (_, faulty) = await CreateAsync();
        _plan.Delay<IEventStore>(TimeSpan.FromSeconds(5), nameof(IEventStore.LatestAsync));
        var call = faulty.Events.LatestAsync(CancellationToken.None).AsTask();
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, await call);
    }

    [Fact]
    public async Task Hints_are_lost_or_the_feed_breaks_off()
    {
        var (store, faulty) = await CreateAsync();
        await using var feed = faulty.Changes.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await feed.MoveNextAsync());
        _plan.Fail<IChangeFeed>(Fault.After);
        await store.Policies.PublishAsync(new(), epoch: await TakeAsync(store, "one") ?? 0, CancellationToken.None);
        var next = feed.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        _plan.Fail<IChangeFeed>(Fault.Before);
        await store.Policies.PublishAsync(new(), epoch: 1, CancellationToken.None);
        await Assert.ThrowsAsync<JobStoreUnavailableException>(() => Eventually.CompletesAsync("the feed breaks off", next));
    }

    [Fact]
    public async Task Every_interface_of_the_store_of_a_host_fails_as_planned()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddPudding().UseInMemoryStore().AddStoreFaults(_plan);
        await using var provider = services.BuildServiceProvider();
        var store = StoreSet.From(provider);
        _plan.IsUnavailable = true;

        Func<Task>[] calls =
        [
            () => store.Jobs.ReadActiveAsync(default).AsTask(), () => store.Workers.ReadCellsAsync(default).AsTask(), () => store.Cells.ReadInstancesAsync(default).AsTask(),
            () => TakeAsync(store, "one"), () => store.Policies.ReadAsync(default).AsTask(), () => store.Events.LatestAsync(default).AsTask(),
            () => store.Logs.ReadAsync(default, 0, 1, default).AsTask(), () => store.Queries.CountAsync(new(), default).AsTask(), () => store.Checkpoints.ReadAsync("x", default).AsTask(),
            () => store.Retention.PruneAsync(new() { Epoch = 1 }, default).AsTask(), async () => await store.Changes.WatchAsync(default).GetAsyncEnumerator().MoveNextAsync(),
            () => store.Usage.ReadCheckpointAsync(default).AsTask(), () => store.Credentials.ReadTokensAsync(default).AsTask(),
        ];
        foreach (var call in calls)
            await Assert.ThrowsAsync<JobStoreUnavailableException>(call);
        Assert.Equal(calls.Length, typeof(StoreSet).GetProperties().Count(static property => property.PropertyType.IsInterface));
    }

    /// <summary>A plan under which everything works, and one store round which everything is put, change nothing.</summary>
    [Theory]
    [InlineData("claims: A claim gives the job to the worker")]
    [InlineData("feed: An enqueue is announced as ready")]
    [InlineData("model: Short random sequences do what the model does")]
    public async Task A_plan_without_faults_changes_nothing(string scenario)
    {
        await using var harness = new Broken.BrokenHarness(new Broken.BrokenStore("is wrapped", [], store => store.WithFaults(_plan)));
        Assert.True((await ConformanceScenarios.RunAsync(scenario, harness)).Passed);
    }

    private async Task<(StoreSet Store, StoreSet Faulty)> CreateAsync()
    {
        var store = await _harness.CreateAsync(CancellationToken.None);
        return (store, store.WithFaults(_plan));
    }

    private static async Task<long?> TakeAsync(StoreSet store, string host) => await store.Baton.AcquireAsync(host, TimeSpan.FromDays(1), CancellationToken.None);

    private static async Task<bool> FailsAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (JobStoreUnavailableException)
        {
            return true;
        }
    }
}
