using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Health;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Storage;
using Pudding.TestSupport;

namespace Pudding.Tests.Health;

public sealed class HealthServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Nobody_is_looked_for_when_that_is_switched_off()
    {
        using var farm = new SickFarm(options => options.Health.Enabled = false);
        var service = ServiceOf(farm);
        await service.StartAsync(CancellationToken.None);

        await service.ExecuteTask!.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_store_that_is_away_is_asked_again_and_nothing_is_forgotten()
    {
        var store = new Away();
        using var farm = new SickFarm(
            options => (options.BatonDuration, options.LeaseDuration) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1)), // however often the clock is moved on
            pudding => pudding.DecorateStore<ICellStore>((_, cells) => store.Over(cells)));
        await farm.ConnectAsync("w1", "w2");
        await farm.RunAsync("w1", SickFarm.NoDisk, jobs: 3);
        store.IsAway = true;
        var service = ServiceOf(farm);
        await service.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync("the failure is logged", () => farm.Logged is [1602]);
        Assert.Contains("tried again in 00:00:00.2500000", farm.Logs[0].Message, StringComparison.Ordinal);

        store.IsAway = false;
        await Eventually.TrueAsync("the sick worker is cordoned", () =>
        {
            farm.Farm.Clock.Advance(TimeSpan.FromMilliseconds(250));
            return farm.Logged is [1602, 1600];
        });
        Assert.Equal(CellKey.Worker("w1"), Assert.Single(await farm.CordonsAsync()).Cell);
        await service.StopAsync(CancellationToken.None).WaitAsync(Patience);
    }

    [Theory]
    [InlineData(StoreChangeKind.Happened, true)]
    [InlineData(StoreChangeKind.Missed, true)]
    [InlineData(StoreChangeKind.Offered, false)]
    public async Task A_hint_that_something_has_happened_wakes_it(StoreChangeKind kind, bool wakes)
    {
        using var farm = new SickFarm();
        var wait = farm.Watch.Signal.WaitAsync(TimeSpan.FromHours(1), CancellationToken.None).AsTask();
        farm.Watch.OnChange(new StoreChange { Kind = kind });

        if (wakes)
            await wait.WaitAsync(Patience);
        Assert.Equal(wakes, wait.IsCompletedSuccessfully);
        farm.Farm.Clock.Advance(TimeSpan.FromHours(1));
        await wait.WaitAsync(Patience);
    }

    private static HealthService ServiceOf(SickFarm farm) => farm.Farm.Services.GetServices<IHostedService>().OfType<HealthService>().Single();

    private sealed class Away : ICellStore
    {
        private ICellStore? _store;

        public bool IsAway { get; set; }

        private ICellStore Store => IsAway ? throw new JobStoreUnavailableException() : _store!;

        public Away Over(ICellStore store)
        {
            _store = store;
            return this;
        }

        public ValueTask<CellResult> ApplyAsync(CellCommand command, CancellationToken cancellationToken) => Store.ApplyAsync(command, cancellationToken);

        public ValueTask<CellState?> FindAsync(CellKey key, CancellationToken cancellationToken) => Store.FindAsync(key, cancellationToken);

        public ValueTask<IReadOnlyList<CellState>> ReadInstancesAsync(CancellationToken cancellationToken) => Store.ReadInstancesAsync(cancellationToken);

        public ValueTask<bool> ForgetAsync(CellKey key, CancellationToken cancellationToken) => Store.ForgetAsync(key, cancellationToken);
    }
}
