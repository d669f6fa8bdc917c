#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using System.Text;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Scenarios;

internal static class BatonScenarios
{
    private const string Holder = "IBatonStore.AcquireAsync: takes the baton if it is free or its lease is over (the epoch goes up by one), or renews it for its holder (the epoch stays); null while someone else holds it.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("baton")
    {
        { One_host_holds_it, Holder },
        { Its_holder_renews_it_and_the_epoch_stays, Holder },
        { Its_holder_gives_it_to_the_next_and_the_epoch_grows, "IBatonStore.ReleaseAsync: gives the baton back, so that another host need not wait." },
        { Only_its_holder_gives_it_back, "IBatonStore.ReleaseAsync: does nothing for who doesn't hold it." },
        { It_is_free_when_its_lease_is_over, Holder, StoreAbilities.PassTime },
        { It_is_its_holders_again_when_nobody_took_it, "IBatonStore.AcquireAsync: renews it for its holder (the epoch stays, also when the lease was over and nobody has taken the baton since).", StoreAbilities.PassTime },
        { A_renewal_holds_for_its_full_duration, Holder, StoreAbilities.PassTime },
    };

    private static async Task One_host_holds_it(FarmDriver farm)
    {
        Expect.Equal("the baton for another host while one holds it", null, await TryAsync(farm, "other"));
        Expect.Equal("the same again", null, await TryAsync(farm, "other"));
        Expect.That(farm.Epoch > 0, "an epoch above zero", $"{farm.Epoch}");
    }

    private static async Task Its_holder_renews_it_and_the_epoch_stays(FarmDriver farm)
    {
        await TryAsync(farm, "other");
        for (var i = 0; i < 3; i++)
            Expect.Equal("the epoch when its holder renews the baton", farm.Epoch, await TryAsync(farm, FarmDriver.Host));
    }

    private static async Task Its_holder_gives_it_to_the_next_and_the_epoch_grows(FarmDriver farm)
    {
        var epoch = farm.Epoch;
        foreach (var (from, to) in new[] { (FarmDriver.Host, "other"), ("other", FarmDriver.Host) })
        {
            farm.Note($"'{from}' gives the baton back");
            await farm.Store.Baton.ReleaseAsync(from, farm.Stop);
            Expect.Equal($"the epoch when '{to}' takes the baton that '{from}' gave back", ++epoch, await TryAsync(farm, to));
            Expect.Equal($"the baton for '{from}' after that", null, await TryAsync(farm, from));
        }
    }

    private static async Task Only_its_holder_gives_it_back(FarmDriver farm)
    {
        farm.Note("'other', which does not hold the baton, gives it back");
        await farm.Store.Baton.ReleaseAsync("other", farm.Stop);
        Expect.Equal("the baton for another host", null, await TryAsync(farm, "other"));
        Expect.Equal("the epoch of its holder", farm.Epoch, await TryAsync(farm, FarmDriver.Host));
    }

    private static async Task It_is_free_when_its_lease_is_over(FarmDriver farm)
    {
        await farm.Store.Baton.ReleaseAsync(FarmDriver.Host, farm.Stop);
        var epoch = await TryAsync(farm, "one", units: 4);
        await farm.AdvanceAsync(3);
        Expect.Equal("the baton for another host, 3 units into a lease of 4", null, await TryAsync(farm, "two", units: 4));
        await farm.AdvanceAsync(2);
        Expect.Equal("the epoch when another host takes it, 5 units into a lease of 4", epoch + 1, await TryAsync(farm, "two", units: 4));
        Expect.Equal("the baton for the host that lost it", null, await TryAsync(farm, "one", units: 4));
    }

    private static async Task It_is_its_holders_again_when_nobody_took_it(FarmDriver farm)
    {
        await farm.Store.Baton.ReleaseAsync(FarmDriver.Host, farm.Stop);
        var epoch = await TryAsync(farm, "one", units: 4);
        await farm.AdvanceAsync(9);
        Expect.Equal("the epoch when its holder renews it, 9 units into a lease of 4", epoch, await TryAsync(farm, "one", units: 4));
        Expect.Equal("the baton for another host after that", null, await TryAsync(farm, "two", units: 4));
    }

    private static async Task A_renewal_holds_for_its_full_duration(FarmDriver farm)
    {
        await farm.Store.Baton.ReleaseAsync(FarmDriver.Host, farm.Stop);
        var epoch = await TryAsync(farm, "one", units: 4);
        for (var i = 0; i < 3; i++)
        {
            await farm.AdvanceAsync(3);
            Expect.Equal("the epoch when its holder renews it in time", epoch, await TryAsync(farm, "one", units: 4));
        }

        await farm.AdvanceAsync(3);
        Expect.Equal("the baton for another host, 3 units after the newest renewal for 4", null, await TryAsync(farm, "two", units: 4));
    }

    private static async Task<long?> TryAsync(FarmDriver farm, string host, double units = 1000)
    {
        var epoch = await farm.Store.Baton.AcquireAsync(host, farm.Units(units), farm.Stop);
        farm.Note($"'{host}' tries for the baton: {Words.Of(epoch)}");
        return epoch;
    }
}
