using Pudding.Dispatch;
using Pudding.Health;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Tests.Health;

/// <summary>Only who holds the baton watches; who takes it over reads what was.</summary>
public sealed class HealthBatonTests
{
    [Fact]
    public async Task Who_takes_over_knows_what_was_and_cordons_nobody_twice()
    {
        using var farm = new SickFarm();
        var (otherBaton, otherWatch) = farm.AddHost();
        await farm.ConnectAsync("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8");
        await farm.RunAsync("w1", SickFarm.NoDisk, jobs: 3);
        await farm.RunAsync("w2", SickFarm.NoDisk, jobs: 2);
        await farm.WatchAsync();
        Assert.Equal(["w1"], (await farm.CordonsAsync()).Select(cordon => cordon.Cell.Id));

        // The other host schedules; it has watched nothing until now.
        await otherWatch.RunOnceAsync(CancellationToken.None);
        var lease = await farm.TakeAsync("w2");
        await farm.Farm.Get<Baton>().ReleaseAsync(CancellationToken.None);
        Assert.True(await otherBaton.HoldAsync(CancellationToken.None));
        await otherWatch.RunOnceAsync(CancellationToken.None);
        Assert.Single(await farm.CordonsAsync());
        await farm.EndAsync("w2", lease, SickFarm.NoDisk);
        await farm.WatchAsync();
        Assert.Single(await farm.CordonsAsync());
        await otherWatch.RunOnceAsync(CancellationToken.None);
        Assert.Equal(["w1", "w2"], (await farm.CordonsAsync()).Select(cordon => cordon.Cell.Id));

        // And back again.
        await otherBaton.ReleaseAsync(CancellationToken.None);
        await farm.RunAsync("w3", SickFarm.NoDisk);
        await farm.WatchAsync();
        await otherWatch.RunOnceAsync(CancellationToken.None);
        Assert.Equal(2, (await farm.CordonsAsync()).Count);
        Assert.Equal([1600, 1600], farm.Logged);
    }

    [Fact]
    public async Task Who_takes_over_begins_with_the_window_and_with_the_newest_decision()
    {
        using var farm = new SickFarm();
        var (baton, watch) = farm.AddHost();
        await farm.ConnectAsync("w1", "w2", "w3");
        await farm.RunAsync("w1", SickFarm.NoDisk, jobs: 2); // too old by then
        farm.Farm.Clock.Advance(TimeSpan.FromMinutes(70));
        await farm.RunAsync("w1", SickFarm.NoDisk);
        await farm.RunAsync("w2", SickFarm.NoDisk, jobs: 2);
        await farm.Control.CordonAsync(CellKey.Worker("w2"), "new disk", "ada");
        await farm.Control.UncordonAsync(CellKey.Worker("w2"), "new disk", "ada");
        await farm.RunAsync("w2", SickFarm.NoDisk);

        await farm.Farm.Get<Baton>().ReleaseAsync(CancellationToken.None);
        await baton.HoldAsync(CancellationToken.None);
        await watch.RunOnceAsync(CancellationToken.None);

        Assert.Empty(await farm.CordonsAsync());
    }

    [Fact]
    public async Task Who_has_lost_the_baton_and_does_not_know_yet_changes_and_says_nothing()
    {
        var holders = new Holders();
        using var farm = new SickFarm(add: pudding => pudding.DecorateStore<IBatonStore>((_, store) => holders.Over(store)));
        await farm.ConnectAsync("w1", "w2");
        await farm.RunAsync("w1", SickFarm.NoDisk, jobs: 3);
        await holders.TakeAwayAsync();
        Assert.True(farm.Farm.Get<Baton>().IsHeld);

        await farm.WatchAsync();

        Assert.Equal(CellPhase.Ready, (await farm.Control.ListAsync())[0].Phase);
        Assert.Empty(farm.Logged);
        Assert.Empty(farm.Counted);
    }

    /// <summary>Remembers who asked for the baton, to give it to another.</summary>
    private sealed class Holders : IBatonStore
    {
        private IBatonStore? _store;
        private string? _newest;

        public Holders Over(IBatonStore store)
        {
            _store = store;
            return this;
        }

        public ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken)
        {
            _newest = holder;
            return _store!.AcquireAsync(holder, duration, cancellationToken);
        }

        public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => _store!.ReleaseAsync(holder, cancellationToken);

        public async Task TakeAwayAsync()
        {
            await ReleaseAsync(_newest!, CancellationToken.None);
            Assert.NotNull(await AcquireAsync("another", TimeSpan.FromSeconds(15), CancellationToken.None));
        }
    }
}
